namespace Watchfloor.Formats.Lines;

/// <summary>Why a record beyond the limits was not read.</summary>
internal static class LimitReasons
{
    public const string RecordTooLong = "record longer than the limit";

    public const string TooManyFields = "more fields than the limit";
}
