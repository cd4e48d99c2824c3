import Foundation
import Reporting
import Synchronization

/// Where the program writes: results to standard output, progress and problems to standard error.
enum Console {
    /// Why a part of the results could not be written; 0 when all were.
    private static let lossOfResults = Atomic<Int32>(0)

    /// Why a part of what was written to standard output is lost; `nil` when nothing is, or when nobody wants it.
    static var lostResults: String? {
        let number = lossOfResults.load(ordering: .relaxed)
        // Whoever closed standard output asked for nothing.
        return [0, EBADF].contains(number) ? nil : String(cString: strerror(number))
    }

    /// Writes a result; a name of the database or of a file cannot give the terminal orders.
    static func result(_ text: String) {
        write(text.withVisibleControls + "\n", to: STDOUT_FILENO)
    }

    /// Writes a result as it is; `false`, with the reason in `errno`, when that failed.
    @discardableResult
    static func result(_ bytes: Data) -> Bool {
        write(bytes, to: STDOUT_FILENO)
    }

    /// Writes a problem or a remark.
    static func problem(_ text: String) {
        write(text.withVisibleControls + "\n", to: STDERR_FILENO)
    }

    /// Whether standard output is a terminal that takes colour: not with `NO_COLOR`, nor for a dumb one.
    static var usesColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !isRefused && environment["TERM"] != "dumb"
    }

    /// The width of the terminal in columns; 100 where there is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return max(40, Int(size.ws_col))
    }

    private static func write(_ text: String, to file: Int32) {
        write(Data(text.utf8), to: file)
    }

    /// A reader that went away (`plumb … | head`) is no reason to complain.
    @discardableResult
    private static func write(_ bytes: Data, to file: Int32) -> Bool {
        signal(SIGPIPE, SIG_IGN)
        return bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    if file == STDOUT_FILENO, errno != EPIPE { lossOfResults.store(errno, ordering: .relaxed) }
                    return errno == EPIPE
                }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}
