extension Task where Failure == any Error {
    /// What becomes of the task until an instant, or `nil` when it is still at work then or whoever waits is cancelled.
    ///
    /// The task goes on: awaiting its value would wait for as long as it takes.
    func result(until end: ContinuousClock.Instant) async -> Result<Success, Failure>? {
        let (results, continuation) = AsyncStream<Result<Success, Failure>?>.makeStream()
        let alarm = Task<Void, Never> {
            try? await Task<Never, Never>.sleep(until: end, clock: .continuous)
            continuation.yield(nil)
        }
        Task<Void, Never> { continuation.yield(await result) }
        defer { alarm.cancel() }
        for await result in results { return result }
        return nil
    }
}
