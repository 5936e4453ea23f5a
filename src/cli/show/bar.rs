//! Bars drawn with characters, an eighth of a cell fine.

const EIGHTHS: [&str; 9] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// A bar for a share between 0 and 1 of so many cells; more than 1 fills it. What is not filled is not drawn.
pub(in crate::cli) fn bar(share: f64, cells: usize) -> String {
    if !share.is_finite() || share <= 0.0 {
        return String::new();
    }
    let eighths = (share.min(1.0) * cells as f64 * 8.0).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_are_as_long_as_the_share() {
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.3, 4), "█▎");
        assert_eq!(bar(7.0, 3), "███");
        assert_eq!(bar(-1.0, 3), "");
        assert_eq!(bar(f64::NAN, 3), "");
    }
}
