using System.Collections.ObjectModel;

namespace Watchfloor.Platform.Store.Retention;

/// <summary>How long events are kept, for each retention class.</summary>
public sealed record RetentionOptions
{
    /// <summary>What holds for a class that <see cref="Classes"/> does not name.</summary>
    public RetentionRule Default { get; init; } = new();

    /// <summary>The classes by name.</summary>
    public IReadOnlyDictionary<string, RetentionRule> Classes { get; init; } = ReadOnlyDictionary<string, RetentionRule>.Empty;

    /// <summary>The rule of a class.</summary>
    public RetentionRule Of(string retention) => Classes.GetValueOrDefault(retention, Default);

    /// <summary>The names that a source's class may have.</summary>
    public IEnumerable<string> Names => Classes.Keys.Append(RetentionClass.Standard).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What is wrong with these options, each naming its key; empty when nothing is.</summary>
    public IReadOnlyList<string> Faults() =>
    [
        .. Classes.Keys.Where(name => !RetentionClass.IsName(name)).Select(name => $"retention.classes.{name}: a class is named by 1 to 24 small letters, digits and dashes"),
        .. Classes.Append(new("", Default)).Where(c => c.Value.Days is < 1 or > 36_500).Select(c => $"retention.{Key(c.Key)}days: {c.Value.Days} is not from 1 to {RetentionRule.Forever}"),
        .. Classes.Append(new("", Default)).Where(c => c.Value.Gigabytes is <= 0).Select(c => $"retention.{Key(c.Key)}gigabytes: must be more than 0"),
    ];

    private static string Key(string name) => name.Length == 0 ? "" : $"classes.{name}.";
}

/// <summary>How long the events of a class are kept: whichever bound is met first.</summary>
public sealed record RetentionRule
{
    /// <summary>More days than anybody will keep events.</summary>
    public const int Forever = 36_500;

    /// <summary>Days after the day of receipt; the day itself is always whole.</summary>
    public int Days { get; init; } = 30;

    /// <summary>The most that the class takes on disk, in units of 10^9 bytes; null: no bound. The oldest days go first.</summary>
    public double? Gigabytes { get; init; }
}
