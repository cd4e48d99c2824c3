import Foundation

/// One line on a terminal's standard error that is written over and over; nothing where there is no terminal.
struct ProgressLine: Sendable {
    private let isShown = isatty(STDERR_FILENO) == 1

    /// Shows a text in place of the last one.
    func show(_ text: String) {
        guard isShown else { return }
        let cut = text.count > 78 ? text.prefix(77) + "…" : text[...]
        FileHandle.standardError.write(Data("\r\u{1B}[2K\(cut)".utf8))
    }

    /// Removes the line.
    func clear() {
        guard isShown else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
    }
}
