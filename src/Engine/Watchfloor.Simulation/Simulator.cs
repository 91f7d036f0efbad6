using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Days;
using Watchfloor.Simulation.Stories;

namespace Watchfloor.Simulation;

/// <summary>
/// The company at work, minute by minute. Actors (people, machines, jobs, the Internet, stories) take turns by time on one thread; each
/// has chance of its own, so that one more story leaves everybody else's day as it was, but for numbers that are counted up.
/// </summary>
public sealed class Simulator
{
    private readonly PriorityQueue<Actor, (long Time, int Order)> _agenda = new();
    private readonly World _world;
    private readonly long _end;

    /// <summary>Prepares a simulation.</summary>
    public Simulator(SimulationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.People, 5);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.People, 20_000);
        var start = (options.Start - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        start -= start % Span.Minute;
        _end = start + (options.Duration.Ticks / TimeSpan.TicksPerMicrosecond);
        var company = CompanyBuilder.Build(options.Seed, options.People);
        _world = new World(company, start);
        foreach (var person in company.People)
        {
            Add(new WorkingPerson(_world, person, start));
            if (person.Computer.IsWindows) Add(new WindowsMachine(_world, person.Computer, person, start));
        }

        foreach (var host in company.Hosts.Where(h => h.Role != "workstation"))
        {
            if (host.IsWindows) Add(new WindowsMachine(_world, host, null, start));
            else if (host.Kind == HostKind.LinuxServer) Add(new LinuxMachine(_world, host, start));
        }

        foreach (var job in new Jobs(_world, start).All()) Add(job);
        Add(new InternetNoise(_world, start));
        Add(new Visitors(_world, start));
        var plays = new List<PlayedStory>();
        foreach (var story in options.Stories)
        {
            var play = new StoryPlay(_world, story, start, _end);
            plays.Add(play.Played);
            Add(play);
        }

        Plays = plays;
    }

    /// <summary>The logs that are kept, in the order of their indexes.</summary>
    public static IReadOnlyList<LogStream> Streams { get; } =
    [
        LogStream.Windows, LogStream.Syslog, LogStream.Audit, LogStream.Firewall, LogStream.Proxy, LogStream.Dns, LogStream.Flow, LogStream.Web,
        LogStream.Vpn, LogStream.CloudTrail, LogStream.SignIn, LogStream.Office, LogStream.Edr,
    ];

    /// <summary>The stories that are played, with the parts that were given out.</summary>
    public IReadOnlyList<PlayedStory> Plays { get; }

    /// <summary>Runs to the end. Each slice is valid until the next is asked for.</summary>
    public IEnumerable<EventSlice> Run()
    {
        for (var minute = _world.Recorder.Start; minute < _end; minute += Span.Minute)
        {
            while (_agenda.TryPeek(out var actor, out var due) && due.Time < minute + Span.Minute)
            {
                _agenda.Dequeue();
                var next = actor.Act(_world, due.Time);
                if (next < _end) _agenda.Enqueue(actor, (Math.Max(next, due.Time + 1), due.Order));
            }

            var slice = _world.Recorder.Turn();
            yield return slice;
            _world.Recorder.Free(slice);
        }
    }

    private void Add(Actor actor)
    {
        if (actor.First < _end) _agenda.Enqueue(actor, (actor.First, _agenda.Count));
    }
}
