import Foundation
import Synchronization

/// One line on a terminal's standard error that is written over and over; nothing where there is no terminal.
final class ProgressLine: Sendable {
    /// Whether there is a terminal.
    let isShown = isatty(STDERR_FILENO) == 1
    private let last = Mutex<(stage: String, shownAt: ContinuousClock.Instant)?>(nil)

    /// As often as a slow terminal bears, and nobody reads faster.
    private static let pause = Duration.milliseconds(100)

    /// Shows a text in place of the last one; within a stage of the work, only now and then.
    func show(_ text: String, in stage: String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            if let last, last.stage == stage, now - last.shownAt < Self.pause { return false }
            last = (stage, now)
            return true
        }
        guard isDue else { return }
        let width = Self.width
        let cut = text.count > width ? text.prefix(width - 1) + "…" : text[...]
        FileHandle.standardError.write(Data("\r\u{1B}[2K\(cut)".utf8))
    }

    /// Removes the line.
    func clear() {
        guard isShown, last.withLock({ $0 != nil }) else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
    }

    /// How much fits on a line without reaching the edge, where some terminals begin a new one.
    private static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 78 }
        return max(20, Int(size.ws_col) - 2)
    }
}
