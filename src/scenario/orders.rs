//! Every order the steps of `any_order` can happen in.

/// For each group of steps, an order of its members.
pub type Choice = Vec<Vec<usize>>;

/// All choices for groups of these sizes; one empty choice where there is no group.
pub fn choices(sizes: &[usize]) -> Vec<Choice> {
    sizes.iter().fold(vec![Choice::new()], |all, size| {
        let orders = permutations(*size);
        let with = |choice: &Choice, order: &Vec<usize>| choice.iter().chain([order]).cloned().collect();
        all.iter().flat_map(|choice| orders.iter().map(|order| with(choice, order)).collect::<Vec<_>>()).collect()
    })
}

/// All orders of the numbers below `size`, as written first.
fn permutations(size: usize) -> Vec<Vec<usize>> {
    (0..size).fold(vec![Vec::new()], |all, next| {
        let mut longer: Vec<Vec<usize>> = Vec::new();
        for order in &all {
            for at in (0..=order.len()).rev() {
                let mut order = order.clone();
                order.insert(at, next);
                longer.push(order);
            }
        }
        longer
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_comes_once_and_the_written_one_first() {
        assert_eq!(choices(&[]), [Choice::new()]);
        let all = choices(&[2, 3]);
        assert_eq!((all.len(), &all[0]), (12, &vec![vec![0, 1], vec![0, 1, 2]]));
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), 12);
    }
}
