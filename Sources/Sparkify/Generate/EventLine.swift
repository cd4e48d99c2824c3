/// Writes one event as one line of JSON, keys in the order of the real files, without the newline.
enum EventLine {
    /// The level that an event names.
    enum Level {
        case free, paid
        /// A level that does not exist: one of two.
        case unknown(Bool)
    }

    /// The user id that an event names.
    enum Identifier {
        case present
        /// Left out in one of three ways: empty, null, or without the key.
        case missing(Int)
    }

    /// Appends a play.
    static func appendPlay(
        of song: PlayedSong,
        in session: ListeningSession,
        at milliseconds: Int,
        level: Level,
        identifier: Identifier,
        to buffer: inout OutputBuffer
    ) {
        buffer.append("{\"artist\":")
        buffer.append(song.artist.bytes)
        buffer.append(session.parts[0])
        buffer.append(decimal: session.nextItem)
        buffer.append(session.parts[1])
        buffer.append(hundredThousandths: song.duration)
        appendLevel(level, to: &buffer)
        buffer.append(session.parts[2])
        buffer.append("PUT\",\"page\":\"NextSong")
        buffer.append(session.parts[3])
        buffer.append(decimal: session.number)
        buffer.append(",\"song\":")
        buffer.append(song.title.bytes)
        buffer.append(",\"status\":200,\"ts\":")
        buffer.append(decimal: milliseconds)
        buffer.append(session.parts[4])
        switch identifier {
        case .present:
            buffer.append(",\"userId\":\"")
            buffer.append(session.parts[5])
            buffer.append("\"}")
        case .missing(0): buffer.append(",\"userId\":\"\"}")
        case .missing(1): buffer.append(",\"userId\":null}")
        case .missing: buffer.append("}")
        }
    }

    /// Appends an event of a user that is no play.
    static func appendBrowse(
        _ page: EventPage,
        in session: ListeningSession,
        at milliseconds: Int,
        to buffer: inout OutputBuffer
    ) {
        buffer.append("{\"artist\":null")
        buffer.append(session.parts[0])
        buffer.append(decimal: session.nextItem)
        buffer.append(session.parts[1])
        buffer.append("null")
        appendLevel(session.isPaid ? .paid : .free, to: &buffer)
        buffer.append(session.parts[2])
        buffer.append(page.method)
        buffer.append("\",\"page\":\"")
        buffer.append(page.name)
        buffer.append(session.parts[3])
        buffer.append(decimal: session.number)
        buffer.append(",\"song\":null,\"status\":")
        buffer.append(decimal: page.status)
        buffer.append(",\"ts\":")
        buffer.append(decimal: milliseconds)
        buffer.append(session.parts[4])
        buffer.append(",\"userId\":\"")
        buffer.append(session.parts[5])
        buffer.append("\"}")
    }

    /// Appends an event of someone who is not logged in.
    static func appendLoggedOut(
        _ page: EventPage,
        session: Int,
        item: Int,
        at milliseconds: Int,
        to buffer: inout OutputBuffer
    ) {
        buffer.append("{\"artist\":null,\"auth\":\"Logged Out\",\"firstName\":null,\"gender\":null,\"itemInSession\":")
        buffer.append(decimal: item)
        buffer.append(",\"lastName\":null,\"length\":null,\"level\":\"free\",\"location\":null,\"method\":\"")
        buffer.append(page.method)
        buffer.append("\",\"page\":\"")
        buffer.append(page.name)
        buffer.append("\",\"registration\":null,\"sessionId\":")
        buffer.append(decimal: session)
        buffer.append(",\"song\":null,\"status\":")
        buffer.append(decimal: page.status)
        buffer.append(",\"ts\":")
        buffer.append(decimal: milliseconds)
        buffer.append(",\"userAgent\":null,\"userId\":\"\"}")
    }

    private static func appendLevel(_ level: Level, to buffer: inout OutputBuffer) {
        switch level {
        case .free: buffer.append(",\"level\":\"free")
        case .paid: buffer.append(",\"level\":\"paid")
        case .unknown(true): buffer.append(",\"level\":\"premium")
        case .unknown(false): buffer.append(",\"level\":\"trial")
        }
    }
}
