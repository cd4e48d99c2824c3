/// A page of the service other than NextSong, with the method and status that its events carry.
struct EventPage {
    /// The page's name.
    let name: StaticString
    /// GET, or PUT for a form.
    var method: StaticString = "GET"
    /// The HTTP status.
    var status = 200
    /// Whether nothing follows in the same session.
    var endsSession = false

    /// Asks for the paid level; the event itself still has the old one.
    static let submitUpgrade = EventPage(name: "Submit Upgrade", method: "PUT", status: 307)
    /// Asks for the free level; the event itself still has the old one.
    static let submitDowngrade = EventPage(name: "Submit Downgrade", method: "PUT", status: 307)
    /// The start page.
    static let home = EventPage(name: "Home")

    /// A page that a user opens between plays, about as often as in the real files.
    static func ofUser(isPaid: Bool, random: inout SplitMix64) -> EventPage {
        switch random.number(below: 941) {
        case ..<635: home
        case ..<725: EventPage(name: "Logout", method: "PUT", status: 307, endsSession: true)
        case ..<806: EventPage(name: isPaid ? "Downgrade" : "Upgrade")
        case ..<862: EventPage(name: "Settings")
        case ..<900: EventPage(name: "Help")
        case ..<922: EventPage(name: "About")
        case ..<932: EventPage(name: "Save Settings", method: "PUT", status: 307)
        default: EventPage(name: "Error", status: 404)
        }
    }

    /// A page that someone opens who is not logged in.
    static func ofNobody(random: inout SplitMix64) -> EventPage {
        switch random.number(below: 286) {
        case ..<171: home
        case ..<263: EventPage(name: "Login", method: "PUT", status: 307)
        case ..<277: EventPage(name: "About")
        default: EventPage(name: "Help")
        }
    }
}
