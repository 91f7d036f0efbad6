using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Traces.Windows;

namespace Watchfloor.Simulation.Days;

/// <summary>Somebody's days: come, work, eat, work, go.</summary>
internal sealed class WorkingPerson : Actor
{
    private readonly Person _person;
    private readonly Dice _dice;
    private readonly Habits _habits;
    private readonly ulong _seed;
    private long _day;
    private DayPlan? _plan;
    private bool _atLunch;
    private bool _hasEaten;

    public WorkingPerson(World world, Person person, long start)
    {
        _person = person;
        _seed = world.Company.Seed;
        _dice = new Dice(_seed, "person " + person.Account.Name);
        _habits = new Habits(world, person, _dice);
        // An office in the east begins its day while it is still yesterday in UTC.
        _day = start - (start % Span.Day) - Span.Day;
        First = NextArrival(start);
    }

    public override long First { get; }

    public override long Act(World world, long time)
    {
        if (_person.Session is null) return Arrive(world, time);
        if (time >= _plan!.Leaves) return Leave(world, time);
        if (_atLunch)
        {
            _atLunch = false;
            world.Logons.Unlock(time, _person.Session);
        }
        else if (!_hasEaten && time >= _plan.Lunch)
        {
            _atLunch = _hasEaten = true;
            return Math.Max(time + Span.Minute, _plan.Back);
        }
        else
        {
            _habits.Do(time);
        }

        return time + _dice.Wait((long)(Span.Hour / (_person.Role.Pace * _person.Pace)));
    }

    /// <summary>The next time they come at or after a moment.</summary>
    private long NextArrival(long from)
    {
        for (var i = 0; i < 400; i++, _day += Span.Day)
        {
            _plan = DayPlan.Of(_seed, _person, _day);
            if (_plan is not null && _plan.Arrives >= from) return _plan.Arrives;
        }

        return Never;
    }

    private long Arrive(World world, long time)
    {
        _person.IsHome = _plan!.FromHome;
        _hasEaten = false;
        if (_person.IsHome)
        {
            Tunnel(world, time);
            time += 40 * Span.Second;
        }

        for (var tries = 0; tries < 3 && _dice.Is(_person.Clumsiness); tries++, time += 5 * Span.Second)
            world.Logons.Fail(time, _person.Account, _person.Computer, _person.Computer, LogonMethod.Kerberos);
        world.Logons.AtDesk(time, _person);
        _habits.Begin(time + (4 * Span.Second));
        return time + (45 * Span.Second) + _dice.Wait(Span.Minute);
    }

    private void Tunnel(World world, long time)
    {
        var port = _dice.Between(20_000, 60_000);
        var pool = "10.30." + _person.Computer.Address[(_person.Computer.Address.IndexOf('.', 3) + 1)..];
        world.Syslog.Packet(world.Firewall, time, passed: true, "UDP", _person.HomeAddress, port, world.Vpn.Address, 1194, inward: true);
        world.Syslog.Write(world.Vpn, time + (300 * Span.Millisecond), "openvpn", 1184, $"{_person.HomeAddress}:{port} TLS: Initial packet from [AF_INET]{_person.HomeAddress}:{port}", LogStream.Vpn);
        world.Syslog.Write(world.Vpn, time + (900 * Span.Millisecond), "openvpn", 1184, $"{_person.HomeAddress}:{port} [{_person.Account.Name}] Peer Connection Initiated with [AF_INET]{_person.HomeAddress}:{port}", LogStream.Vpn);
        world.Syslog.Write(world.Vpn, time + Span.Second, "openvpn", 1184, $"{_person.Account.Name}/{_person.HomeAddress}:{port} MULTI: Learn: {pool} -> {_person.Account.Name}/{_person.HomeAddress}:{port}", LogStream.Vpn);
        world.Network.Flow(time, time + (5 * Span.Minute), 17, _person.HomeAddress, port, world.Vpn.Address, 1194, 9_000, 6_100_000);
    }

    private long Leave(World world, long time)
    {
        foreach (var process in _person.Open.Values) world.Processes.End(process, time + _dice.Between(0, 900 * Span.Millisecond));
        _person.Open.Clear();
        var session = _person.Session!;
        if (session.Shell is not null) world.Processes.End(session.Shell, time + Span.Second);
        world.Logons.Off(session, time + Span.Second + (200 * Span.Millisecond));
        _person.Session = null;
        _day += Span.Day;
        return NextArrival(time);
    }
}
