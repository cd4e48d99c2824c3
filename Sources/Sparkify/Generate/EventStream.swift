/// The events of a sample, one after the other in order of time, with only the sessions that are open now in memory.
///
/// Users are dealt out to lanes, user `n` to lane `n % laneCount`, and a lane has one open session: so nobody is in two
/// sessions at once, and two plays in different lanes are of different users.
struct EventStream {
    private let plan: SamplePlan
    private let listeners: SampleListeners
    private var cursor: TimeCursor
    private var song: PlayedSong

    private var random: SplitMix64
    private var lanes: [ListeningSession]
    private var sessionCount = 0
    private var loggedOut = (session: 0, item: 0)

    private var slot = 0
    private var playsLeftInBlock = 0
    private var playIndex = 0
    private var browseIndex = 0
    private var playKinds: ExactDraw
    private var playFaults: ExactDraw
    private var browseKinds: ExactDraw

    /// Users that have had their first play; new ones come in the order of their numbers.
    private var arrived = 0
    private var browsersSeen = 0
    private var hasChanged: [Bool]
    private var changesDone = 0
    /// Users that wait for the page that changes their level, and those that wait for their first play after it.
    private var awaitingChange = WaitingLine()
    private var awaitingPlay = WaitingLine()

    /// The first of two plays that start together, while the second is due.
    private var held: (listener: Int, lane: Int, milliseconds: Int)?
    private var sharedDone = 0
    /// The lane whose latest event is a play that a second one may join at the same moment.
    private var doubleLane: Int?
    private var doubles: EvenQuota
    private var disorders: EvenQuota
    /// The lane whose session begins with its second number, while that number's first event is due.
    private var disorderedLane: Int?
    private var nextShared: Int
    private var latestStart: Int?

    /// What has come out so far.
    private(set) var summary: GenerationSummary

    /// Starts before the first event; `summary` is what has been counted until now.
    init(plan: SamplePlan, timePlan: TimePlan, catalogue: SampleCatalogue, summary: GenerationSummary) {
        let options = plan.options
        self.plan = plan
        self.summary = summary
        listeners = SampleListeners(plan: plan, firstMilliseconds: plan.firstDay.firstMillisecond)
        cursor = TimeCursor(plan: timePlan, seed: options.seed)
        song = PlayedSong(catalogue: catalogue, plan: plan)
        random = SplitMix64(seed: options.seed, stream: 41)
        // A lane takes about six events an hour, as a listener does; more than 4,096 lanes would only cost memory.
        let laneCount = min(options.users, 4096, max(2, options.events / (options.days * 24) / 6))
        lanes = Array(repeating: ListeningSession(), count: laneCount)
        playKinds = ExactDraw(PlayKind.counts(options))
        playFaults = ExactDraw([options.missingUserIDs, options.unknownLevels])
        browseKinds = ExactDraw([plan.loggedOutEvents, options.browsingUsers])
        hasChanged = Array(repeating: false, count: options.levelChanges)
        nextShared = -1
        doubles = EvenQuota(wanted: options.timing.doubledPlays)
        disorders = EvenQuota(wanted: options.timing.disorderedSessions)
        self.summary.duplicatePeople = options.duplicatePeople
        planNextSharedStart()
    }

    /// Appends the line of the next event and returns its instant in milliseconds since 1970.
    mutating func appendNext(to buffer: inout OutputBuffer) -> (milliseconds: Int, isRepeatable: Bool) {
        let ownTime = cursor.next()
        let milliseconds = held?.milliseconds ?? ownTime
        doubleLane = nil
        let missingBefore = summary.missingUserIDs
        if nextIsPlay() {
            appendPlay(at: milliseconds, to: &buffer)
        } else {
            appendBrowse(at: milliseconds, to: &buffer)
        }
        summary.events += 1
        return (milliseconds, summary.missingUserIDs == missingBefore)
    }

    /// Decides whether the next slot is a play: each block of slots has its exact share of them, at random places.
    private mutating func nextIsPlay() -> Bool {
        let events = plan.options.events
        let place = slot % plan.blockLength
        let end = min(slot - place + plan.blockLength, events)
        if place == 0 {
            playsLeftInBlock = end * plan.plays / events - slot * plan.plays / events
        }
        let isPlay = random.number(below: end - slot) < playsLeftInBlock
        if isPlay { playsLeftInBlock -= 1 }
        slot += 1
        return isPlay
    }
}

// MARK: - Plays

extension EventStream {
    private mutating func appendPlay(at milliseconds: Int, to buffer: inout OutputBuffer) {
        let second = held
        let (lane, isNeeded) = chooseLaneOfPlay(at: milliseconds, besides: second)
        let isFirst = playIndex == nextShared
        let fault = isNeeded || isFirst || second != nil || lanes[lane].isDisordered ? nil : drawFault()
        let kind =
            fault == 0
            ? nil
            : playKinds.kind(ofNextIn: plan.plays - playIndex - playFaults.remaining[0], using: &random)
                .flatMap(PlayKind.init)
        song.choose(kind)
        let isPaid = lanes[lane].isPaid
        EventLine.appendPlay(
            of: song,
            in: lanes[lane],
            at: milliseconds,
            level: fault == 1 ? .unknown(random.next() & 1 == 0) : isPaid ? .paid : .free,
            identifier: fault == 0 ? .missing(random.number(below: 3)) : .present,
            to: &buffer
        )
        advance(lane, to: milliseconds)
        count(kind: kind, fault: fault, start: milliseconds, isSecond: second != nil)
        doubleLane = fault == nil && !isFirst && second == nil ? lane : nil
        if second != nil {
            held = nil
            sharedDone += 1
            planNextSharedStart()
        } else if isFirst {
            held = (lanes[lane].listener, lane, milliseconds)
        }
        playIndex += 1
    }

    /// Finds who plays next: someone whose level has just changed, a new user, or anyone.
    ///
    /// The flag says that the play is needed for an exact number, so that it must name its user and level.
    private mutating func chooseLaneOfPlay(
        at milliseconds: Int,
        besides first: (listener: Int, lane: Int, milliseconds: Int)?
    ) -> (lane: Int, isNeeded: Bool) {
        if let listener = awaitingPlay.first, listener != first?.listener {
            awaitingPlay.removeFirst()
            summary.levelChanges += 1
            return (openSession(of: listener, at: milliseconds), true)
        }
        let openLanes = min(lanes.count, arrived)
        let users = plan.options.users
        let isDue = arrived < users && playIndex >= due(arrived)
        if isDue || openLanes == 0 || (first != nil && openLanes < 2 && arrived < users) {
            let listener = arrived
            arrived += 1
            summary.users += 1
            summary.userIDs += 1
            if listeners.change(of: listener) != nil { awaitingChange.append(listener) }
            return (openSession(of: listener, at: milliseconds), true)
        }
        var lane = random.number(below: openLanes)
        if let first, lane == first.lane { lane = (lane + 1) % openLanes }
        continueSession(inLane: lane, at: milliseconds)
        return (lane, false)
    }

    /// The play at which a new user comes at the latest.
    private func due(_ listener: Int) -> Int {
        let (high, low) = listener.multipliedFullWidth(by: plan.arrivalSpan)
        return plan.options.users.dividingFullWidth((high, low)).quotient
    }

    /// Draws a missing id (0) or an unknown level (1) for a play that no exact number needs.
    private mutating func drawFault() -> Int? {
        let changesLeft = plan.options.levelChanges - summary.levelChanges
        let needed = plan.options.users - arrived + changesLeft + 2 * (plan.options.sharedStarts - sharedDone)
        return playFaults.kind(ofNextIn: max(0, plan.plays - playIndex - needed), using: &random)
    }

    /// Chooses the first of the next two plays that start together; there are never two pairs in one share of the plays.
    private mutating func planNextSharedStart() {
        let pairs = plan.options.sharedStarts
        guard sharedDone < pairs else {
            nextShared = -1
            return
        }
        let share = plan.plays / pairs
        nextShared = sharedDone * share + random.number(below: share - 1)
    }

    private mutating func count(kind: PlayKind?, fault: Int?, start: Int, isSecond: Bool) {
        summary.plays += 1
        if !isSecond { summary.distinctStarts += 1 }
        if let latestStart {
            summary.longestPlayGapMilliseconds = max(summary.longestPlayGapMilliseconds, start - latestStart)
        }
        latestStart = start
        if fault == 0 { summary.missingUserIDs += 1 }
        if fault == 1 { summary.unknownLevels += 1 }
        switch kind {
        case nil: break
        case .linked: summary.linkedPlays += 1
        case .unknownTitle: summary.unknownTitles += 1
        case .respelledArtist: summary.respelledArtists += 1
        case .editionTitle: summary.editionTitles += 1
        case .otherDuration: summary.otherDurations += 1
        case .namesakeTitle: summary.namesakeTitles += 1
        case .doublyEncoded: summary.doublyEncoded += 1
        case .borrowedTitle: summary.borrowedTitles += 1
        case .compoundArtist: summary.compoundArtists += 1
        case .oddSpace: summary.oddSpaces += 1
        case .controlCharacter: summary.controlCharacters += 1
        case .decomposedAccent: summary.decomposedAccents += 1
        }
    }
}

// MARK: - Other pages and sessions

extension EventStream {
    private mutating func appendBrowse(at milliseconds: Int, to buffer: inout OutputBuffer) {
        defer { browseIndex += 1 }
        if let listener = awaitingChange.first {
            awaitingChange.removeFirst()
            appendLevelChange(of: listener, at: milliseconds, to: &buffer)
            return
        }
        let changesLeft = hasChanged.count - changesDone
        let left = max(0, plan.browses - browseIndex - changesLeft)
        switch browseKinds.kind(ofNextIn: left, using: &random) {
        case 0: appendLoggedOut(at: milliseconds, to: &buffer)
        case 1: appendBrowsingUser(at: milliseconds, to: &buffer)
        default:
            let lane = random.number(below: max(1, min(lanes.count, arrived)))
            if arrived == 0 {
                // Nobody has come yet: the user whose play comes first opens a page before.
                _ = openSession(of: 0, at: milliseconds)
            } else {
                continueSession(inLane: lane, at: milliseconds)
            }
            let page = EventPage.ofUser(isPaid: lanes[lane].isPaid, random: &random)
            EventLine.appendBrowse(page, in: lanes[lane], at: milliseconds, to: &buffer)
            advance(lane, to: milliseconds)
            if page.endsSession { lanes[lane].end() }
        }
    }

    private mutating func appendLevelChange(of listener: Int, at milliseconds: Int, to buffer: inout OutputBuffer) {
        let lane = openSession(of: listener, at: milliseconds)
        let isExplained = (listeners.change(of: listener) ?? 0) >= plan.options.unexplainedChanges
        let page: EventPage = !isExplained ? .home : lanes[lane].isPaid ? .submitDowngrade : .submitUpgrade
        if !isExplained { summary.unexplainedChanges += 1 }
        EventLine.appendBrowse(page, in: lanes[lane], at: milliseconds, to: &buffer)
        advance(lane, to: milliseconds)
        lanes[lane].isPaid.toggle()
        if let change = listeners.change(of: listener) { hasChanged[change] = true }
        changesDone += 1
        awaitingPlay.append(listener)
    }

    private mutating func appendLoggedOut(at milliseconds: Int, to buffer: inout OutputBuffer) {
        if loggedOut.session == 0 || random.number(below: 2) == 0 {
            sessionCount += 1
            loggedOut = (sessionCount, 0)
        }
        let page = EventPage.ofNobody(random: &random)
        EventLine.appendLoggedOut(
            page,
            session: loggedOut.session,
            item: loggedOut.item,
            at: milliseconds,
            to: &buffer
        )
        loggedOut.item += 1
        summary.loggedOutEvents += 1
        summary.sessions = sessionCount
    }

    private mutating func appendBrowsingUser(at milliseconds: Int, to buffer: inout OutputBuffer) {
        sessionCount += 1
        summary.sessions = sessionCount
        summary.userIDs += 1
        var session = ListeningSession()
        session.start(
            of: plan.options.users + browsersSeen,
            in: listeners,
            number: sessionCount,
            isPaid: false,
            length: 1,
            at: milliseconds
        )
        browsersSeen += 1
        EventLine.appendBrowse(.home, in: session, at: milliseconds, to: &buffer)
    }

    /// Goes on with the session of a lane, or starts one of a user of that lane who has already come.
    private mutating func continueSession(inLane lane: Int, at milliseconds: Int) {
        guard lanes[lane].isOver(at: milliseconds) else { return }
        let known = (arrived - lane + lanes.count - 1) / lanes.count
        startSession(of: lane + lanes.count * random.skewedNumber(below: known), at: milliseconds)
    }

    /// Goes on with the session of a certain user, or starts one; returns its lane.
    private mutating func openSession(of listener: Int, at milliseconds: Int) -> Int {
        let lane = listener % lanes.count
        if lanes[lane].listener != listener || lanes[lane].isOver(at: milliseconds) {
            startSession(of: listener, at: milliseconds)
        }
        return lane
    }

    private mutating func startSession(of listener: Int, at milliseconds: Int) {
        sessionCount += 1
        summary.sessions = sessionCount
        let changed = listeners.change(of: listener).map { hasChanged[$0] } ?? false
        lanes[listener % lanes.count].start(
            of: listener,
            in: listeners,
            number: sessionCount,
            isPaid: listeners.startsPaid(listener) != changed,
            length: 1 + random.skewedNumber(below: 40),
            at: milliseconds
        )
        beginDisorder(inLane: listener % lanes.count)
    }
}

// MARK: - Defects of time

extension EventStream {
    /// Appends a second play of the user of the play that was appended last, at the same moment, if one is due.
    mutating func appendDouble(to buffer: inout OutputBuffer) -> Bool {
        guard let lane = doubleLane, lane != disorderedLane, doubles.isDue(at: playIndex, of: plan.plays) else {
            return false
        }
        doubles.take()
        doubleLane = nil
        song.choose(nil)
        let milliseconds = lanes[lane].latestMilliseconds
        EventLine.appendPlay(
            of: song,
            in: lanes[lane],
            at: milliseconds,
            level: lanes[lane].isPaid ? .paid : .free,
            identifier: .present,
            to: &buffer
        )
        lanes[lane].advance(to: milliseconds)
        summary.events += 1
        summary.plays += 1
        summary.doubledPlays += 1
        return true
    }

    /// Goes on with a session, and notes when its first two events are out of order.
    private mutating func advance(_ lane: Int, to milliseconds: Int) {
        let latest = lanes[lane].latestMilliseconds
        lanes[lane].advance(to: milliseconds)
        guard disorderedLane == lane, lanes[lane].itemCount == 2 else { return }
        disorderedLane = nil
        lanes[lane].isDisordered = false
        // Two events of one moment have no order.
        guard milliseconds > latest else { return }
        disorders.take()
        summary.disorderedSessions += 1
    }

    /// Lets a session that has just begun start with its second number, if one is due.
    private mutating func beginDisorder(inLane lane: Int) {
        if disorderedLane == lane { disorderedLane = nil }
        // In the first half, since a session may end before its second event.
        guard disorderedLane == nil, disorders.isDue(at: 2 * slot, of: plan.options.events) else { return }
        lanes[lane].isDisordered = true
        disorderedLane = lane
    }
}

/// Users that wait for their turn, first come first served.
struct WaitingLine {
    private var listeners: [Int] = []
    private var head = 0

    /// Who is next.
    var first: Int? { head < listeners.count ? listeners[head] : nil }

    /// Puts a user at the end.
    mutating func append(_ listener: Int) {
        listeners.append(listener)
    }

    /// Lets the next one go.
    mutating func removeFirst() {
        head += 1
    }
}
