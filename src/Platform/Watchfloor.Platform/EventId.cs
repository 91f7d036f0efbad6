using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Watchfloor.Platform;

/// <summary>
/// An event's name for ever, made from its place in the log, so that a replay gives the same one. As text 32 hexadecimal digits that sort
/// by received time: 12 of the received time in milliseconds since 1970, 2 of the partition, 12 of the log offset, 6 of the index in the entry.
/// </summary>
/// <param name="ReceivedMs">When the entry was received, in milliseconds since 1970 UTC.</param>
/// <param name="Partition">The log partition.</param>
/// <param name="Offset">The entry's offset in the log.</param>
/// <param name="Index">The event's index in its entry.</param>
public readonly record struct EventId(long ReceivedMs, byte Partition, long Offset, int Index)
{
    /// <summary>The most events an entry may hold.</summary>
    public const int MaxIndex = 0xFF_FFFF;

    /// <summary>The id as a 128-bit number with the digits of its text.</summary>
    public UInt128 ToNumber() => new(
        ((ulong)ReceivedMs << 16) | ((ulong)Partition << 8) | (((ulong)Offset >> 40) & 0xFF),
        ((ulong)Offset << 24) | (uint)Index);

    /// <summary>The id that a number holds.</summary>
    public static EventId FromNumber(UInt128 number)
    {
        var high = (ulong)(number >> 64);
        var low = (ulong)number;
        return new EventId((long)(high >> 16), (byte)(high >> 8), (long)(((high & 0xFF) << 40) | (low >> 24)), (int)(low & MaxIndex));
    }

    /// <inheritdoc/>
    public override string ToString() => ToNumber().ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Reads an id's text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EventId id)
    {
        id = default;
        if (text is not { Length: 32 } || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) return false;
        id = FromNumber(number);
        return true;
    }
}
