namespace Watchfloor.Simulation.Stories;

/// <summary>An attack, told in steps. Read from YAML by <see cref="StoryReader"/>.</summary>
public sealed record Story
{
    /// <summary>Its name, such as <c>dns-tunnel</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>What happens, and to whom.</summary>
    public required string Description { get; init; }

    /// <summary>Between which hours of local time it begins, in minutes since midnight.</summary>
    public required (int Least, int Most) Begins { get; init; }

    /// <summary>Who takes part.</summary>
    public required IReadOnlyList<StoryActor> Actors { get; init; }

    /// <summary>Ways in which it may go: names of values and the values. One is taken.</summary>
    public required IReadOnlyList<StoryVariant> Variants { get; init; }

    /// <summary>The steps in order.</summary>
    public required IReadOnlyList<StoryStep> Steps { get; init; }
}

/// <summary>Somebody or something in a story.</summary>
/// <param name="Name">What the story calls it.</param>
/// <param name="Kind"><c>person</c>, <c>host</c>, <c>account</c>, <c>site</c> or <c>address</c>.</param>
/// <param name="Which">A person's role or <c>any</c>, a host's role, an account's name, a site's name, or nothing.</param>
public sealed record StoryActor(string Name, string Kind, string Which);

/// <summary>One way in which a story goes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">What stands for what.</param>
public sealed record StoryVariant(string Name, IReadOnlyDictionary<string, string> Values);

/// <summary>A step of a story.</summary>
/// <param name="Id">Its name within the story.</param>
/// <param name="Techniques">ATT&amp;CK ids; at least one.</param>
/// <param name="After">How long after the end of the step before, least and most, in microseconds.</param>
/// <param name="Acts">What is done.</param>
public sealed record StoryStep(string Id, IReadOnlyList<string> Techniques, (long Least, long Most) After, IReadOnlyList<StoryAct> Acts);

/// <summary>One thing that is done.</summary>
/// <param name="Kind">A word of the vocabulary, such as <c>process</c>.</param>
/// <param name="Arguments">Its arguments as they are written.</param>
/// <param name="Wait">How long after the act before, in microseconds.</param>
/// <param name="Repeat">How many times.</param>
/// <param name="Every">The distance between two times.</param>
public sealed record StoryAct(string Kind, IReadOnlyDictionary<string, string> Arguments, (long Least, long Most) Wait, int Repeat, (long Least, long Most) Every);
