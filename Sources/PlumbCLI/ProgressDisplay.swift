import AuditModel
import Foundation
import Sparkify
import Synchronization

/// Shows on standard error how far a load has come: a bar on a terminal, elsewhere a line every few seconds.
final class ProgressDisplay: Sendable {
    private struct State {
        var progress: LoadProgress?
        /// When the present stage began.
        var stageStart = ContinuousClock.now
        /// When the first byte was read.
        var readingStart: ContinuousClock.Instant?
        var isEnded = false
    }

    private let state: Mutex<State>
    private let line = ProgressLine()
    private let ticker: Mutex<Task<Void, Never>?>

    /// How often a line is written where there is no terminal, and the bar drawn where there is one.
    private static let pause = (line: Duration.seconds(3), bar: Duration.milliseconds(200))

    /// Begins to show.
    init() {
        state = Mutex(State())
        ticker = Mutex(nil)
        let pause = line.isShown ? Self.pause.bar : Self.pause.line
        let task = Task { [weak self] in
            while (try? await Task.sleep(for: pause)) != nil { self?.draw() }
        }
        ticker.withLock { $0 = task }
    }

    /// Takes note of how far the load has come.
    func show(_ progress: LoadProgress) {
        state.withLock { state in
            if state.progress?.stage != progress.stage { state.stageStart = .now }
            if progress.bytesRead > 0, state.readingStart == nil { state.readingStart = .now }
            state.progress = progress
        }
    }

    /// Ends; a bar is removed.
    func end() {
        ticker.withLock { $0?.cancel() }
        state.withLock { $0.isEnded = true }
        line.clear()
    }

    private func draw() {
        state.withLock { state in
            guard !state.isEnded, let progress = state.progress else { return }
            let now = ContinuousClock.now
            let text = ProgressText(
                progress: progress,
                stageSeconds: (now - state.stageStart) / .seconds(1),
                readingSeconds: state.readingStart.map { (now - $0) / .seconds(1) } ?? 0
            )
            if line.isShown {
                line.show(text.bar, in: progress.stage.rawValue)
            } else {
                Console.problem("plumb: " + text.sentence)
            }
        }
    }
}

/// How far a load has come, in words.
struct ProgressText {
    /// How far.
    var progress: LoadProgress
    /// How long it has been at the present stage.
    var stageSeconds: Double
    /// How long it has been since the first byte was read.
    var readingSeconds: Double

    /// For a terminal: while files are read, a bar stands before the words.
    var bar: String {
        guard isReading, progress.byteCount > 0 else { return sentence }
        let width = 16
        let done = min(width, progress.bytesRead * width / progress.byteCount)
        let bar = String(repeating: "#", count: done) + String(repeating: ".", count: width - done)
        return "[\(bar)] " + sentence
    }

    /// The words.
    var sentence: String {
        switch progress.stage {
        case .waiting: return "waiting for another load to end (\(seconds(stageSeconds)))"
        case .fillingStar:
            return "filling the tables from \(Wording.count(progress.records, "record")) (\(seconds(stageSeconds)))"
        case .readingSongs, .readingEvents:
            var parts = [
                "\(Wording.count(progress.filesRead)) of \(Wording.count(progress.fileCount, "file"))",
                Wording.count(progress.records, "record"),
            ]
            if let rate { parts.append("\(Int((rate / 1_000_000).rounded())) MB/s") }
            parts.append(Wording.count(progress.rejected, "reject"))
            if let rate {
                parts.append("\(seconds(Double(progress.byteCount - progress.bytesRead) / rate)) left to read")
            }
            return (progress.stage == .readingSongs ? "songs: " : "events: ") + parts.joined(separator: ", ")
        }
    }

    private var isReading: Bool { progress.stage == .readingSongs || progress.stage == .readingEvents }

    /// Bytes per second; too little to say in the first moments.
    private var rate: Double? {
        readingSeconds > 0.2 && progress.bytesRead > 0 ? Double(progress.bytesRead) / readingSeconds : nil
    }

    private func seconds(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}
