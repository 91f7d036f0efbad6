using Watchfloor.Simulation.Chance;

namespace Watchfloor.Simulation.Acts;

/// <summary>A file that can be run, with what its maker wrote into it.</summary>
internal sealed class Program
{
    private readonly string _name;

    public Program(string path, string description = "-", string product = "-", string company = "-", string original = "-", string version = "-")
    {
        Path = path;
        Description = description;
        Product = product;
        Company = company;
        Original = original;
        Version = version;
        _name = path.ToLowerInvariant() + " " + version;
        Hashes = HashesOf(_name);
    }

    public string Path { get; }

    public string Description { get; }

    public string Product { get; }

    public string Company { get; }

    public string Original { get; }

    public string Version { get; }

    /// <summary>As Sysmon writes them. They are of nothing real, but the same wherever the same file lies.</summary>
    public string Hashes { get; }

    /// <summary>The last part of the path.</summary>
    public string FileName => Path[(Path.LastIndexOfAny(['\\', '/']) + 1)..];

    /// <summary>Hashes of something that is known by a name.</summary>
    public static string HashesOf(string name)
    {
        var dice = new Dice(0, name);
        string Words(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => dice.Next().ToString("X8", System.Globalization.CultureInfo.InvariantCulture)));
        return $"SHA1={Words(5)},MD5={Words(4)},SHA256={Words(8)},IMPHASH={Words(4)}";
    }
}
