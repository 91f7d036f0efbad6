using System.Text;
using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Stories;

/// <summary>Who plays which part, and what the acts so far have left: processes and logons by name.</summary>
internal sealed class Scene(World world, Dice dice, IReadOnlyDictionary<string, string> values)
{
    public World World => world;

    public Dice Dice => dice;

    public Dictionary<string, Person> Persons { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Host> Hosts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Account> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Sites and addresses: the name (or the address again) and the address.</summary>
    public Dictionary<string, (string Name, string Address)> Places { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Running> Processes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Session> Sessions { get; } = new(StringComparer.Ordinal);

    public Host HostOf(string actor) => Persons.TryGetValue(actor, out var person) ? person.Computer : Hosts[actor];

    public Account AccountOf(string actor) => Persons.TryGetValue(actor, out var person) ? person.Account : Accounts.TryGetValue(actor, out var account) ? account : Hosts[actor].Account;

    public string AddressOf(string actor) => Places.TryGetValue(actor, out var place) ? place.Address : HostOf(actor).Address;

    /// <summary>The logon by a name; a person's desk, where they sign in if they have left; a machine's own.</summary>
    public Session SessionOf(string name, long time)
    {
        if (Sessions.TryGetValue(name, out var session)) return session;
        if (!Persons.TryGetValue(name, out var person)) return Hosts[name].SystemSession!;
        if (person.Session is { } open) return open;
        var step = world.Recorder.Step;
        world.Recorder.Step = null;
        var signed = world.Logons.AtDesk(time, person);
        world.Recorder.Step = step;
        return signed;
    }

    /// <summary>A process by a name, or by an actor and what runs on its machine: a program that is open, or one that runs always.</summary>
    public Running ProcessOf(string name, long time)
    {
        if (Processes.TryGetValue(name, out var process)) return process;
        var dot = name.IndexOf('.');
        if (dot < 0) throw new InvalidOperationException($"the act that starts '{name}' was not done");
        var (actor, which) = (name[..dot], name[(dot + 1)..]);
        if (which == "shell") return SessionOf(actor, time).Shell!;
        if (Persons.TryGetValue(actor, out var person))
        {
            if (person.Open.TryGetValue(which, out process)) return process;
            if (person.Computer.Always.TryGetValue(which, out process)) return process;
            var step = world.Recorder.Step;
            world.Recorder.Step = null;
            process = person.Open[which] = world.Processes.Start(time, SessionOf(actor, time), null, which);
            world.Recorder.Step = step;
            return process;
        }

        return Hosts[actor].Always[which];
    }

    /// <summary>Replaces <c>{names}</c>: values of the variant, actors and what they have, the turn, and letters by chance.</summary>
    public string Fill(string text, int turn)
    {
        if (!text.Contains('{')) return text;
        // A value may name actors, so it is filled too.
        for (var depth = 0; depth < 3; depth++)
        {
            var filled = StoryReader.NamePattern().Replace(text, m => Value(m.Groups[1].Value, turn) ?? m.Value);
            if (filled == text) break;
            text = filled;
        }

        return text;
    }

    private string? Value(string name, int turn)
    {
        if (name.EndsWith("|encoded", StringComparison.Ordinal))
            return Value(name[..^8], turn) is { } plain ? Convert.ToBase64String(Encoding.Unicode.GetBytes(Fill(plain, turn))) : null;
        if (name == "n") return turn.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (name.StartsWith("hex:", StringComparison.Ordinal)) return Letters(name[4..], "0123456789abcdef");
        if (name.StartsWith("base32:", StringComparison.Ordinal)) return Letters(name[7..], "abcdefghijklmnopqrstuvwxyz234567");
        if (values.TryGetValue(name, out var value)) return value;
        var dot = name.IndexOf('.');
        var (actor, what) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        if (Persons.TryGetValue(actor, out var person))
        {
            return what switch
            {
                "" => person.Account.Name,
                "host" => person.Computer.Name,
                "ip" => person.Computer.Address,
                "mail" => person.Mail,
                "sid" => person.Account.Sid,
                "domain" => person.Account.Domain,
                _ => null,
            };
        }

        if (Hosts.TryGetValue(actor, out var host)) return what switch { "" => host.Name, "ip" => host.Address, "fqdn" => host.Fqdn, _ => null };
        if (Accounts.TryGetValue(actor, out var account)) return what switch { "" => account.Name, "sid" => account.Sid, _ => null };
        return Places.TryGetValue(actor, out var place) ? what switch { "" => place.Name, "ip" => place.Address, _ => null } : null;
    }

    private string Letters(string count, string alphabet)
    {
        var length = Math.Min(200, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
        return string.Create(length, alphabet, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = from[dice.Below(from.Length)];
        });
    }
}
