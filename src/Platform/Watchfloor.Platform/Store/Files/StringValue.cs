using System.Runtime.InteropServices;

namespace Watchfloor.Platform.Store.Files;

/// <summary>The database's text (duckdb_string_t): up to 12 bytes in place, longer ones as four bytes and a pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StringValue
{
    /// <summary>The longest text that stands in the value itself.</summary>
    public const int InlineLength = 12;

    public uint Length;
    public uint Prefix;
    public byte* Pointer;

    /// <summary>The bytes of a text that stays where it is.</summary>
    public static ReadOnlySpan<byte> Bytes(StringValue* value) =>
        value->Length <= InlineLength ? new ReadOnlySpan<byte>(&value->Prefix, (int)value->Length) : new ReadOnlySpan<byte>(value->Pointer, (int)value->Length);
}
