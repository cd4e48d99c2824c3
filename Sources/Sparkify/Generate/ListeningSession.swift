/// One session of one user: its place in the log, and the parts of an event line that stay the same.
struct ListeningSession {
    /// The user; -1 before the first session of a lane.
    private(set) var listener = -1
    /// The number of the session.
    private(set) var number = 0
    /// How many events it has so far.
    private(set) var itemCount = 0
    /// Whether its first two events have each other's number.
    var isDisordered = false
    /// The number of the next event: its `itemInSession`.
    var nextItem: Int { isDisordered && itemCount < 2 ? 1 - itemCount : itemCount }
    /// When its latest event happened, in milliseconds since 1970.
    private(set) var latestMilliseconds = 0
    /// Whether the user is on the paid level now.
    var isPaid = false

    private var remaining = 0
    /// Line parts: up to the item's number, to the length, to the method, to the song, to the user's id, that id.
    private(set) var parts: [[UInt8]] = []

    /// A pause of this length ends a session.
    static let longestPauseMilliseconds = 45 * 60_000

    /// Whether the next event of this user at that time belongs to another session.
    func isOver(at milliseconds: Int) -> Bool {
        remaining == 0 || milliseconds - latestMilliseconds > Self.longestPauseMilliseconds
    }

    /// Counts one event of the session.
    mutating func advance(to milliseconds: Int) {
        latestMilliseconds = milliseconds
        itemCount += 1
        remaining = max(0, remaining - 1)
    }

    /// Ends the session, as a logout does.
    mutating func end() {
        remaining = 0
    }

    /// Starts the session of another user, or another one of the same.
    mutating func start(
        of listener: Int,
        in listeners: SampleListeners,
        number: Int,
        isPaid: Bool,
        length: Int,
        at milliseconds: Int
    ) {
        if self.listener != listener || parts.isEmpty {
            self.listener = listener
            parts = Self.parts(of: listener, in: listeners)
        }
        self.number = number
        self.isPaid = isPaid
        isDisordered = false
        itemCount = 0
        remaining = length
        latestMilliseconds = milliseconds
    }

    private static func parts(of listener: Int, in listeners: SampleListeners) -> [[UInt8]] {
        let person = listeners.person(listener)
        var text = OutputBuffer(capacity: 256)
        func taken() -> [UInt8] {
            defer { text.removeAll() }
            return text.bytes
        }
        text.append(",\"auth\":\"Logged In\",\"firstName\":\"")
        text.append(person.first)
        text.append("\",\"gender\":\"")
        text.append(byte: person.gender)
        text.append("\",\"itemInSession\":")
        let beforeItem = taken()
        text.append(",\"lastName\":\"")
        text.append(person.last)
        text.append("\",\"length\":")
        let beforeLength = taken()
        text.append("\",\"location\":\"")
        text.append(listeners.place(of: listener))
        text.append("\",\"method\":\"")
        let beforeMethod = taken()
        text.append("\",\"registration\":")
        text.append(decimal: listeners.registrationMilliseconds(of: listener))
        text.append(".0,\"sessionId\":")
        let beforeSession = taken()
        text.append(",\"userAgent\":")
        listeners.appendBrowser(of: listener, to: &text)
        let browser = taken()
        listeners.appendIdentifier(of: listener, to: &text)
        return [beforeItem, beforeLength, beforeMethod, beforeSession, browser, taken()]
    }
}
