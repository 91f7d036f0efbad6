namespace Watchfloor.Commands;

/// <summary>Where the data directory is when nobody says.</summary>
internal static class DefaultData
{
    /// <summary><c>WATCHFLOOR_DATA</c>, else <c>~/.local/share/watchfloor</c>.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("WATCHFLOOR_DATA") is { Length: > 0 } named
            ? named
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "watchfloor");
}
