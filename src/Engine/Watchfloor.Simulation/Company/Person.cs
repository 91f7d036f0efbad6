using Watchfloor.Simulation.Acts;

namespace Watchfloor.Simulation.Company;

/// <summary>Somebody who works here.</summary>
internal sealed class Person
{
    public required string First { get; init; }

    public required string Last { get; init; }

    public required Account Account { get; init; }

    public required string Mail { get; init; }

    public required Role Role { get; init; }

    public required Office Office { get; init; }

    /// <summary>The machine on the desk.</summary>
    public required Host Computer { get; init; }

    /// <summary>How much faster or slower than others of the role.</summary>
    public required double Pace { get; init; }

    /// <summary>Added to the role's hours, in microseconds.</summary>
    public required long Shift { get; init; }

    /// <summary>How often the password is mistyped.</summary>
    public required double Clumsiness { get; init; }

    /// <summary>Sites they come back to, most liked first.</summary>
    public required IReadOnlyList<Site> Favourites { get; init; }

    /// <summary>The address they have at home.</summary>
    public required string HomeAddress { get; init; }

    /// <summary>An identity of the cloud directory.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The session at the desk; null while they are away.</summary>
    public Session? Session { get; set; }

    /// <summary>Programs that stay open while they work, by the catalogue's key.</summary>
    public Dictionary<string, Running> Open { get; } = new(StringComparer.Ordinal);

    /// <summary>True while they work from home.</summary>
    public bool IsHome { get; set; }
}
