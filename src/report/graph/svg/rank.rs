//! Which way is down: edges that would close a loop are turned round, then everything stands below what leads to it.

use std::collections::VecDeque;

/// For each edge, whether it is turned round so that none of them closes a loop. An edge that leads on in the order of
/// `key` never is; one that leads back only where it has to be.
pub(super) fn reversed(nodes: usize, key: impl Fn(usize) -> (u8, usize), edges: &[(usize, usize)]) -> Vec<bool> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let leads_on = |&(from, to): &(usize, usize)| key(from) < key(to);
    for &(from, to) in edges.iter().filter(|edge| leads_on(edge)) {
        below[from].push(to);
    }
    (edges.iter())
        .map(|&(from, to)| {
            if leads_on(&(from, to)) {
                return false;
            }
            let closes = reaches(&below, to, from);
            if !closes && !below[from].contains(&to) {
                below[from].push(to);
            }
            closes
        })
        .collect()
}

fn reaches(below: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; below.len()];
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if node == to {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            open.extend(below[node].iter().filter(|next| !seen[**next]));
        }
    }
    false
}

/// The rank of every node: one more than the greatest of those that lead to it. What nothing leads to stands right above
/// what it leads to.
pub(super) fn ranks(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut above = vec![0usize; nodes];
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for &(from, to) in edges {
        below[from].push(to);
        above[to] += 1;
    }
    let roots: Vec<usize> = (0..nodes).filter(|node| above[*node] == 0).collect();
    let mut ranks = vec![0usize; nodes];
    let mut ready: VecDeque<usize> = roots.iter().copied().collect();
    while let Some(node) = ready.pop_front() {
        for &next in &below[node] {
            ranks[next] = ranks[next].max(ranks[node] + 1);
            above[next] -= 1;
            if above[next] == 0 {
                ready.push_back(next);
            }
        }
    }
    debug_assert!(above.iter().all(|left| *left == 0), "edges that close a loop were turned round");
    for root in roots {
        let highest = below[root].iter().map(|next| ranks[*next]).min();
        ranks[root] = highest.map_or(0, |rank| rank.saturating_sub(1));
    }
    ranks
}
