namespace Watchfloor.Formats.Archives;

/// <summary>The CRC that xz uses by default (ECMA-182, reflected 0xC96C5795D7870F42).</summary>
internal struct Crc64()
{
    private static readonly ulong[] Table = MakeTable();

    private ulong _state = ulong.MaxValue;

    public readonly ulong Value => ~_state;

    public void Add(ReadOnlySpan<byte> data)
    {
        var crc = _state;
        foreach (var b in data) crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        _state = crc;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var i = 0u; i < 256; i++)
        {
            ulong crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xC96C_5795_D787_0F42 ^ (crc >> 1) : crc >> 1;
            table[i] = crc;
        }

        return table;
    }
}
