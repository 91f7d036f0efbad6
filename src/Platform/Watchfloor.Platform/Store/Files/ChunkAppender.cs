using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Watchfloor.Platform.Store.Columns;
using NativeAppender = DuckDB.NET.Native.DuckDBAppender;

namespace Watchfloor.Platform.Store.Files;

/// <summary>
/// Appends rows of a batch to a file's events table, whole vectors at a time. The package's own appender makes a call and a string for
/// every value; this one writes the vectors in place, and texts are copied once, by the database, out of the batch's bytes.
/// </summary>
internal sealed unsafe class ChunkAppender : IDisposable
{
    /// <summary>Rows of a vector (STANDARD_VECTOR_SIZE).</summary>
    private const int VectorRows = 2_048;

    private readonly NativeAppender _appender;
    private readonly DuckDBDataChunk _chunk;
    private readonly DuckDBLogicalType[] _types;

    /// <summary>An appender onto the events table of an attached file. The connection's transaction is the rows'.</summary>
    public ChunkAppender(DuckDBConnection connection, string alias)
    {
        Check(NativeMethods.Appender.DuckDBAppenderCreateExt(connection.NativeConnection, alias, "main", "events", out _appender), _appender);
        DuckDBType[] types = [.. EventColumns.OfRow.Select(c => TypeOf(c.Kind)), DuckDBType.Integer, DuckDBType.BigInt, DuckDBType.Integer];
        _types = [.. types.Select(NativeMethods.LogicalType.DuckDBCreateLogicalType)];
        _chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk([.. _types.Select(t => t.DangerousGetHandle())], (ulong)_types.Length);
    }

    /// <summary>Appends rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="kinds">For each kind of the batch, its number in the file.</param>
    /// <param name="pack">The pack that holds their fields, in the same order.</param>
    /// <param name="first">The first's place in the pack.</param>
    public void Append(StoreBatch batch, ReadOnlySpan<int> rows, ReadOnlySpan<int> kinds, long pack, int first)
    {
        fixed (byte* bytes = batch.Bytes)
        {
            for (; !rows.IsEmpty; first += VectorRows)
            {
                var some = rows[..Math.Min(rows.Length, VectorRows)];
                Fill(batch, some, bytes);
                FillPlaces(batch, some, kinds, pack, first);
                NativeMethods.DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)some.Length);
                Check(NativeMethods.Appender.DuckDBAppendDataChunk(_appender, _chunk), _appender);
                rows = rows[some.Length..];
            }
        }
    }

    /// <summary>Hands the rows to the transaction.</summary>
    public void Complete() => Check(NativeMethods.Appender.DuckDBAppenderClose(_appender), _appender);

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunk.Dispose();
        foreach (var type in _types) type.Dispose();
        _appender.Dispose();
    }

    private void Fill(StoreBatch batch, ReadOnlySpan<int> rows, byte* bytes)
    {
        NativeMethods.DataChunks.DuckDBDataChunkReset(_chunk);
        for (var column = 0; column < EventColumns.OfRow.Count; column++)
        {
            var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, column);
            var data = NativeMethods.Vectors.DuckDBVectorGetData(vector);
            NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
            var validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
            new Span<ulong>(validity, VectorRows / 64).Fill(ulong.MaxValue);
            switch (EventColumns.OfRow[column].Kind)
            {
                case ColumnKind.Text:
                    FillTexts(batch.Texts(EventColumns.OfRow[column].Ordinal)!, rows, (StringValue*)data, validity, bytes);
                    break;
                default:
                    FillNumbers(batch.Numbers(EventColumns.OfRow[column].Ordinal), rows, (long*)data, validity);
                    break;
            }
        }
    }

    private void FillPlaces(StoreBatch batch, ReadOnlySpan<int> rows, ReadOnlySpan<int> kinds, long pack, int first)
    {
        var kindOf = (int*)Data(EventColumns.OfRow.Count);
        var packs = (long*)Data(EventColumns.OfRow.Count + 1);
        var places = (int*)Data(EventColumns.OfRow.Count + 2);
        for (var i = 0; i < rows.Length; i++) (kindOf[i], packs[i], places[i]) = (kinds[batch.KindOfRow[rows[i]]], pack, first + i);
    }

    private void* Data(int column) => NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, column));

    private static void FillNumbers(ReadOnlySpan<long> numbers, ReadOnlySpan<int> rows, long* data, ulong* validity)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var number = numbers[rows[i]];
            data[i] = number;
            if (number == StoreBatch.NoNumber) SetMissing(validity, i);
        }
    }

    private static void FillTexts(TextColumn texts, ReadOnlySpan<int> rows, StringValue* data, ulong* validity, byte* bytes)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var (start, length) = texts[rows[i]];
            data[i] = default;
            if (length == TextColumn.Missing)
            {
                SetMissing(validity, i);
                continue;
            }

            data[i].Length = (uint)length;
            if (length <= StringValue.InlineLength)
            {
                Unsafe.CopyBlockUnaligned(&data[i].Prefix, bytes + start, (uint)length);
                continue;
            }

            data[i].Prefix = Unsafe.ReadUnaligned<uint>(bytes + start);
            data[i].Pointer = bytes + start;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetMissing(ulong* validity, int row) => validity[row >> 6] &= ~(1ul << row);

    private static DuckDBType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Integer => DuckDBType.BigInt,
        ColumnKind.Time => DuckDBType.Timestamp,
        _ => DuckDBType.Varchar,
    };

    private static void Check(DuckDBState state, NativeAppender appender)
    {
        if (state == DuckDBState.Success) return;
        using var error = NativeMethods.Appender.DuckDBAppenderErrorData(appender);
        throw new EventStoreException(error.Message ?? "the rows could not be appended");
    }
}
