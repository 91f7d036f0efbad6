namespace Watchfloor.Simulation.Stories;

/// <summary>What an argument of an act means.</summary>
internal enum Meaning
{
    /// <summary>Text in which <c>{names}</c> are replaced.</summary>
    Text,

    /// <summary>An actor of the story.</summary>
    Actor,

    /// <summary>A process: one that an act named with <c>as</c>, or one that runs always, as in <c>dc.services</c>.</summary>
    Process,

    /// <summary>A logon: one that an act named with <c>as</c>, or an actor, for a person's desk or a machine itself.</summary>
    Session,

    /// <summary>A name that later acts use.</summary>
    Name,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A span such as <c>90s</c>.</summary>
    Span,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
}

/// <summary>An argument that an act takes.</summary>
internal sealed record Argument(string Name, Meaning Meaning, bool IsRequired);

/// <summary>A word of the vocabulary.</summary>
/// <param name="Name">The word.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="Do">What it does.</param>
internal sealed record ActKind(string Name, IReadOnlyList<Argument> Arguments, Action<ActCall> Do);
