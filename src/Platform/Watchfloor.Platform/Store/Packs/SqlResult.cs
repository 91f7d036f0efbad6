using DuckDB.NET.Native;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>Where a function's answer for one row goes.</summary>
internal readonly unsafe ref struct SqlResult(IntPtr vector, int row)
{
    public void SetText(ReadOnlySpan<byte> text)
    {
        // What stands in a pack is valid UTF-8, so it need not be tested again.
        fixed (byte* bytes = text) NativeMethods.Vectors.DuckDBUnsafeVectorAssignStringElementLength(vector, (ulong)row, bytes, text.Length);
    }

    public void SetNumber(long value) => ((long*)NativeMethods.Vectors.DuckDBVectorGetData(vector))[row] = value;

    public void SetBoolean(bool value) => ((bool*)NativeMethods.Vectors.DuckDBVectorGetData(vector))[row] = value;

    public void SetNull()
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
        NativeMethods.Vectors.DuckDBVectorGetValidity(vector)[row >> 6] &= ~(1ul << (row & 63));
    }
}
