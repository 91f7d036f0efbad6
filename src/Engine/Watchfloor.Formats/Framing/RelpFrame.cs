namespace Watchfloor.Formats.Framing;

/// <summary>What stands at the beginning of the bytes of a RELP connection.</summary>
public enum RelpStatus
{
    /// <summary>More must come first.</summary>
    Incomplete,

    /// <summary>A command.</summary>
    Frame,

    /// <summary>The end of a command whose data was cut off when it was shown.</summary>
    FrameEnd,

    /// <summary>Nothing that RELP allows. Where the next command begins cannot be known.</summary>
    Broken,
}

/// <summary>A command of RELP: <c>TXNR SP COMMAND SP DATALEN [SP DATA] LF</c> (RELP specification, "Syntax").</summary>
/// <param name="Number">The transaction number.</param>
/// <param name="Command">The command's name as it is known, else <see cref="RelpCommand.Other"/>.</param>
/// <param name="DataStart">Where the data begins.</param>
/// <param name="DataLength">How long it is, as far as it is shown.</param>
/// <param name="IsCut">True when it is longer. <see cref="RelpStatus.FrameEnd"/> follows once the rest has come.</param>
public readonly record struct RelpFrame(int Number, RelpCommand Command, int DataStart, int DataLength, bool IsCut = false)
{
    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> bytes) => bytes.Slice(DataStart, DataLength);
}

/// <summary>The commands that a client may send.</summary>
public enum RelpCommand
{
    /// <summary>One that we do not know.</summary>
    Other,

    /// <summary>Begins a session, with what the client offers.</summary>
    Open,

    /// <summary>A message.</summary>
    Syslog,

    /// <summary>Ends the session.</summary>
    Close,
}
