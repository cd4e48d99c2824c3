import Dispatch
import Foundation

/// Turns Ctrl-C and a polite kill into the cancellation of the program's work, so that it can roll back and report.
struct Interruption {
    private let sources: [any DispatchSourceSignal]
    private let queue = DispatchQueue(label: "interruption")

    /// Begins to listen; from now on the signals do not end the process by themselves.
    init() {
        let queue = queue
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
    }

    /// Cancels a task at the first signal; a second one ends the process at once.
    func cancels<Value>(_ task: Task<Value, Never>) {
        for source in sources {
            source.setEventHandler {
                if task.isCancelled { _exit(130) }
                task.cancel()
            }
            source.resume()
        }
    }
}
