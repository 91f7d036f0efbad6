namespace Watchfloor.Commands;

/// <summary>What the program tells the shell; the same for every command.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing was found.</summary>
    public const int Nothing = 0;

    /// <summary>Done, and something was found: an attack, a rule that was refused, an event that a rule matches.</summary>
    public const int Found = 1;

    /// <summary>The arguments make no sense; nothing was done.</summary>
    public const int WrongArguments = 2;

    /// <summary>Something could not be read. The rest was, and what was found is written.</summary>
    public const int Unreadable = 3;
}
