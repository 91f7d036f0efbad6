namespace Watchfloor.Kql;

/// <summary>A mistake in an expression.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record KqlError(int Line, int Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}

/// <summary>Ends the reading of an expression at its first mistake; never leaves this library.</summary>
internal sealed class KqlException(KqlError error) : Exception(error.Message)
{
    public KqlError Error => error;
}

/// <summary>Where something stands in an expression.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct Place(int Line, int Column);
