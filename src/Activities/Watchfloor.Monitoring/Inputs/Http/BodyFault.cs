using Watchfloor.Contracts.Errors;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>Why a body was not read.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A stable name for programs.</param>
/// <param name="Message">What was wrong and what is allowed.</param>
internal sealed record BodyFault(int Status, string Code, string Message)
{
    public static BodyFault TooLarge(int most) =>
        new(413, "ingest.body_too_large", $"The body may have {most:N0} bytes; send fewer events at once.");

    public static BodyFault UnpacksTooLarge(int most) =>
        new(413, "ingest.body_too_large", $"The body may have {most:N0} bytes after decompression; send fewer events at once.");

    public static BodyFault Bomb(int ratio) =>
        new(413, "ingest.ratio", $"A byte of a compressed body may become {ratio} at most; this one is not a log.");

    public static BodyFault LineTooLong(int line, int most) =>
        new(413, "ingest.line_too_long", $"Line {line} is longer than {most:N0} bytes; nothing of this body was taken.");

    public static BodyFault RecordTooLong { get; } =
        new(413, "ingest.record_too_long", "A record is longer than the event log can take; nothing of this body was taken.");

    public static BodyFault Damaged(string coding, string why) =>
        new(400, "ingest.damaged", $"The body is not whole {coding}: {why}. Nothing of it was taken.");

    public static BodyFault Coding(string coding) =>
        new(415, "ingest.coding", $"Content-Encoding {coding} is not known; use gzip, zstd, deflate or none.");

    public static BodyFault Slow { get; } = new(408, "ingest.slow", "The body took too long to come.");

    public static BodyFault Busy { get; } = new(429, "ingest.busy", "Too many bodies are being read; try again in a second.");

    public static BodyFault Broken { get; } = new(400, "ingest.cut_short", "The body ended before the length that was announced.");

    /// <summary>The fault as an error of the house, for problem details.</summary>
    public Error ToError() => new(Status is 429 ? ErrorKind.TooMany : ErrorKind.Invalid, Code, Message);
}
