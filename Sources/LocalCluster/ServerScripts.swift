/// The shell scripts that change the cluster, run by the server's user in a session of their own.
///
/// They are scripts, and not steps of ours, because a plumb process may be killed between any two steps: a script goes on to
/// a safe end, and its lock keeps the next process from interfering. A session of its own keeps Ctrl-C in the terminal away.
enum ServerScripts {
    /// Why a script gave up, as its exit code.
    enum Failure: Int32, Sendable {
        /// The home cannot be entered or written to.
        case homeUnusable = 20
        /// Another script held the lock on starting for too long.
        case startLocked = 21
        /// There is a data folder, and no cluster in it.
        case notACluster = 22
        /// `initdb` failed, or the database could not be made.
        case initializationFailed = 23
        /// The server did not start.
        case startFailed = 24
        /// Processes of an earlier server neither answer nor go.
        case processesLeft = 25
        /// The folder for the socket belongs to someone else.
        case socketFolderUnsafe = 26
    }

    /// How ``start`` succeeded, as its exit code.
    enum Start: Int32, Sendable {
        /// A server was there.
        case wasRunning = 0
        /// The server was started.
        case started = 10
        /// The cluster was made, and the server started.
        case initialized = 11
    }

    /// Makes the lock files. Argument: home.
    static let prepare = """
        umask 077
        cd "$1" && [ -w . ] && mkdir -p locks || exit 20
        for lock in lease start server guard; do : >>"locks/$lock" || exit 20; done
        """

    /// Starts the server where there is none, in a new cluster where there is none, and the guard where there is none.
    ///
    /// Arguments: home, folder of the server's programs, socket folder, settings, guard script.
    ///
    /// The server and its processes inherit the lock on `locks/server` (descriptor 6). So a lock that can be had proves that no
    /// process of the cluster lives, in this container or another, and that a `postmaster.pid` is stale, whatever process
    /// bears that number today.
    static let start =
        functions + """
            umask 077
            home=$1 programs=$2 socket=$3 settings=$4 guard=$5
            cd "$home" && [ -w . ] || exit 20
            [ -z "$(find server.log -size +1024k 2>/dev/null)" ] || mv server.log server.log.old
            exec >>server.log 2>&1 </dev/null
            exec 7>>locks/start; flock -w 120 7 || exit 21
            mkdir -m 700 "$socket" 2>/dev/null
            [ -d "$socket" ] && [ ! -L "$socket" ] && [ -O "$socket" ] && chmod 700 "$socket" || exit 26

            outcome=10
            if [ ! -e data/PG_VERSION ]; then
                [ ! -e data ] || exit 22
                initialize &
                while kill -0 "$!" 2>/dev/null; do
                    # Nobody waits for it any more, so it ends here, with all that this script has started.
                    ! flock -n locks/lease true || kill -KILL 0
                    sleep 0.05
                done
                wait "$!" || { rm -rf data.unfinished; exit 23; }
                outcome=11
            fi

            exec 6>>locks/server
            tries=0
            until flock -w 0.1 6; do
                if "$programs/pg_isready" -q -h "$socket"; then outcome=0; break; fi
                tries=$((tries + 1))
                # Sessions that did not notice the death of their server; they would bar the next one.
                [ "$tries" -ne 10 ] || postmaster || kill_sessions
                [ "$tries" -lt 300 ] || exit 25
            done
            if [ "$outcome" -ne 0 ] && ! postmaster; then
                # No process of the cluster lives; whatever bears the numbers in these files today is a stranger.
                rm -f data/postmaster.pid "$socket/.s.PGSQL.5432" "$socket/.s.PGSQL.5432.lock"
                printf '%s\\n' "$settings" >data/postgresql.conf.new && mv data/postgresql.conf.new data/postgresql.conf
                start_server || outcome=24
            fi
            start_guard
            exit "$outcome"
            """

    /// Starts the guard where there is none. Arguments: home, guard script.
    static let watch =
        functions + """
            cd "$1" || exit 20
            guard=$2
            exec 7>>locks/start; flock -w 120 7 || exit 21
            start_guard
            """

    /// Waits until nobody holds the lease, and then stops the server unless it is kept. Argument: home.
    ///
    /// It is killed without harm: the next process of Plumb starts another.
    static let guardian =
        functions + """
            cd "$1" || exit
            exec 9<locks/lease
            # Descriptor 8 is the lock that says there is a guard: it has to end with this shell, so nobody else gets it.
            flock -x 9 8>&- || exit
            # Someone may have removed the home and made another, which has a guard of its own.
            [ /proc/self/fd/9 -ef locks/lease ] || exit
            # No server is to be left a second later, so a checkpoint that takes long is cut short.
            [ -e keep ] || stop_server 25
            # First there is no guard any more, then the lease is free: the next process must not count on this guard.
            flock -u 8
            """

    /// Stops the server and gives it a minute to write its checkpoint. Argument: home.
    static let stop =
        functions + """
            cd "$1" || exit 20
            stop_server 3000
            """

    /// Stops the server and removes everything but the lock files. Arguments: home, socket folder.
    static let destroy =
        functions + """
            cd "$1" || exit 20
            exec 7>>locks/start; flock -w 120 7 || exit 21
            stop_server 250
            rm -rf data data.unfinished keep server.log server.log.old "$2"
            """

    /// Keeps the server up. Argument: home.
    static let keep = ": >\"$1/keep\""

    /// Keeps the server up no longer. Argument: home.
    static let unkeep = "rm -f \"$1/keep\""

    /// What the scripts share; each is called in the home.
    private static let functions = """
        # Sets pid, and tells whether that process is the server: only ours works in our data folder.
        postmaster() { read -r pid <data/postmaster.pid && [ "/proc/$pid/cwd" -ef data ]; } 2>/dev/null

        # Stops the server fast: sessions end, a checkpoint is written. After $1 waits of 20 ms it has to go at once,
        # which costs the next start a recovery from its log.
        stop_server() {
            postmaster || return 0
            server=$pid waits=0
            kill -INT "$server"
            while [ "/proc/$server/cwd" -ef data ]; do
                waits=$((waits + 1))
                [ "$waits" -ne "$1" ] || kill -QUIT "$server"
                sleep 0.02
            done
        }

        # A shell stays as the server's parent to bury it at once: the system's first process may take seconds, and until then
        # the server would look alive. When the lock can be had again before the server is ready, it failed.
        start_server() {
            setsid -f sh -c '"$@"; :' plumb-server "$programs/postgres" -D "$home/data" 7>&-
            exec 6>&-
            waits=0
            until postmaster && grep -q ^ready data/postmaster.pid; do
                waits=$((waits + 1))
                [ "$waits" -lt 5000 ] && ! flock -n locks/server true || return
                sleep 0.02
            done
        }

        kill_sessions() {
            for process in /proc/[0-9]*; do
                [ "$process/cwd" -ef data ] && [ "$process/exe" -ef "$programs/postgres" ] && kill -KILL "${process#/proc/}"
            done
        }

        # The cluster gets its name when it is complete and on the disk: one that was cut short is never taken for it.
        initialize() {
            rm -rf data.unfinished
            "$programs/initdb" -D data.unfinished -U plumb -A trust -E UTF8 --locale=C.UTF-8 -N || return
            echo 'CREATE DATABASE plumb' | "$programs/postgres" --single -F -D data.unfinished \\
                -c exit_on_error=on -c log_checkpoints=off postgres || return
            "$programs/initdb" -S -D data.unfinished && mv data.unfinished data && sync .
        }

        # The guard holds the lock on descriptor 8, so there is only one. The short wait is for those who look whether it is held.
        start_guard() {
            exec 8>>locks/guard
            flock -w 0.2 8 || return 0
            setsid -f sh -c "$guard" plumb-guard "$PWD" 6>&- 7>&- </dev/null >/dev/null 2>&1
        }


        """
}
