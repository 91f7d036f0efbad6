using Watchfloor.Simulation.Chance;

namespace Watchfloor.Simulation.Company;

/// <summary>Makes a company of a size from a seed.</summary>
internal sealed class CompanyBuilder
{
    private const string DnsDomain = "arvid.example";
    private const string Domain = "ARVID";

    /// <summary>The servers: name, what it is for, system, address in the server network.</summary>
    private static readonly (string Name, string Role, HostKind Kind, string Address)[] _servers =
    [
        ("dc-01", "domain-controller", HostKind.DomainController, "10.10.1.10"),
        ("dc-02", "second-domain-controller", HostKind.DomainController, "10.10.1.11"),
        ("file-01", "file-server", HostKind.WindowsServer, "10.10.1.20"),
        ("sql-01", "database-server", HostKind.WindowsServer, "10.10.1.30"),
        ("app-01", "application-server", HostKind.WindowsServer, "10.10.1.40"),
        ("backup-01", "backup-server", HostKind.WindowsServer, "10.10.1.50"),
        ("mgmt-01", "management-server", HostKind.WindowsServer, "10.10.1.60"),
        ("web-01", "web-server", HostKind.LinuxServer, "10.10.9.10"),
        ("db-01", "linux-database", HostKind.LinuxServer, "10.10.1.70"),
        ("git-01", "code-server", HostKind.LinuxServer, "10.10.1.80"),
        ("jump-01", "jump-host", HostKind.LinuxServer, "10.10.9.20"),
        ("fw-01", "firewall", HostKind.Appliance, "10.10.0.1"),
        ("proxy-01", "proxy", HostKind.Appliance, "10.10.9.30"),
        ("vpn-01", "vpn", HostKind.Appliance, "10.10.9.40"),
        ("ids-01", "sensor", HostKind.Appliance, "10.10.9.50"),
        ("scan-01", "vulnerability-scanner", HostKind.Appliance, "10.10.1.90"),
    ];

    private static readonly string[] _services = ["svc-backup", "svc-sql", "svc-deploy", "svc-scan", "svc-monitor", "svc-print"];

    private readonly ulong _seed;
    private readonly Dice _dice;
    private readonly string _sid;
    private readonly List<Host> _hosts = [];
    private int _rid = 1_103;

    private CompanyBuilder(ulong seed)
    {
        _seed = seed;
        _dice = new Dice(seed, "company");
        _sid = $"S-1-5-21-{_dice.Next()}-{_dice.Next()}-{_dice.Next()}";
    }

    public static Directory Build(ulong seed, int people) => new CompanyBuilder(seed).Build(people);

    private Directory Build(int people)
    {
        Office[] offices =
        [
            new("Hamburg", "DE", Span.Hour, true, "10.20", "203.0.113.10"),
            new("Singapore", "SG", 8 * Span.Hour, false, "10.40", "203.0.113.74"),
        ];
        foreach (var (name, role, kind, address) in _servers) AddHost(name, address, kind, role, offices[0]);
        var sites = Internet.Sites(_seed);
        var staff = new List<Person>(people);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < people; i++) staff.Add(Hire(i, people, offices, sites, names));
        return new Directory
        {
            Seed = _seed,
            DomainSid = _sid,
            Offices = offices,
            People = staff,
            Hosts = _hosts,
            Sites = sites,
            CloudAccount = $"{_dice.Between(100_000, 999_999)}{_dice.Between(100_000, 999_999)}",
            Tenant = Guid(),
            Services = _services.ToDictionary(n => n, n => new Account(n, Domain, NextSid()), StringComparer.Ordinal),
        };
    }

    private Person Hire(int index, int people, Office[] offices, IReadOnlyList<Site> sites, HashSet<string> names)
    {
        var role = RoleAt((double)index / people);
        string first, last, name;
        var attempt = 0;
        do
        {
            first = _dice.Pick(Names.First);
            last = _dice.Pick(Names.Last);
            name = (first + "." + last).ToLowerInvariant() + (attempt++ < 20 ? "" : index);
        }
        while (!names.Add(name));
        var office = role.Name != "it" && _dice.Is(0.15) ? offices[1] : offices[0];
        var mac = _dice.Is(role.Macs);
        var number = index + 1;
        var computer = AddHost(
            (mac ? "mac-" : "ws-") + number.ToString("D4", System.Globalization.CultureInfo.InvariantCulture),
            $"{office.Subnet}.{1 + (number / 250)}.{2 + (number % 250)}", mac ? HostKind.Mac : HostKind.Workstation, "workstation", office);
        return new Person
        {
            First = first,
            Last = last,
            Account = new Account(name, Domain, NextSid()),
            Mail = name + "@" + DnsDomain,
            Role = role,
            Office = office,
            Computer = computer,
            Pace = 0.5 + _dice.Unit(),
            Shift = _dice.Between(-45 * Span.Minute, 45 * Span.Minute),
            Clumsiness = 0.01 + (0.08 * _dice.Unit() * _dice.Unit()),
            Favourites = [.. Enumerable.Range(0, 12).Select(_ => _dice.PickRanked(sites))],
            HomeAddress = Internet.Anybody(_dice),
            ObjectId = Guid(),
        };
    }

    private Host AddHost(string name, string address, HostKind kind, string role, Office office)
    {
        var host = new Host(name, DnsDomain, address, kind, role, office, Dice.Hash(_seed, "host " + name))
        {
            Account = new Account(name.ToUpperInvariant() + "$", Domain, NextSid()),
        };
        _hosts.Add(host);
        return host;
    }

    private static Role RoleAt(double place)
    {
        // From the far end, so that even the smallest company has somebody for its computers.
        var sum = 0.0;
        for (var i = Role.All.Length - 1; i > 0; i--)
        {
            sum += Role.All[i].Share;
            if (place < sum) return Role.All[i];
        }

        return Role.All[0];
    }

    private string NextSid() => $"{_sid}-{++_rid}";

    private string Guid()
    {
        ulong a = _dice.NextLong(), b = _dice.NextLong();
        return $"{a >> 32:x8}-{(a >> 16) & 0xFFFF:x4}-4{a & 0xFFF:x3}-{0x8000 | ((b >> 48) & 0x3FFF):x4}-{b & 0xFFFFFFFFFFFF:x12}";
    }
}
