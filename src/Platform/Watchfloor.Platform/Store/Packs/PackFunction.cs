using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>An SQL function over rows of packs. The package's own way converts every text to UTF-16 and back; this one hands over bytes.</summary>
internal abstract unsafe class PackFunction(PackShelf packs, string name, PackName? asks, DuckDBType answers)
{
    private const int NameArgument = 3;

    /// <summary>Makes the function known to a database.</summary>
    /// <exception cref="EventStoreException">The database refuses it.</exception>
    public void Register(DuckDBConnection connection)
    {
        using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        using var answer = NativeMethods.LogicalType.DuckDBCreateLogicalType(answers);
        var function = NativeMethods.ScalarFunction.DuckDBCreateScalarFunction();
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetName(function, name);
        for (var i = 0; i < NameArgument; i++) NativeMethods.ScalarFunction.DuckDBScalarFunctionAddParameter(function, number);
        if (asks is not null) NativeMethods.ScalarFunction.DuckDBScalarFunctionAddParameter(function, text);
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetReturnType(function, answer);
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
        NativeMethods.ScalarFunction.DuckDBScalarFunctionSetFunction(function, &Run);
        var state = NativeMethods.ScalarFunction.DuckDBRegisterScalarFunction(connection.NativeConnection, function);
        NativeMethods.ScalarFunction.DuckDBDestroyScalarFunction(ref function);
        if (state != DuckDBState.Success) throw new EventStoreException($"the function {name} cannot be registered");
    }

    /// <summary>Answers for one row.</summary>
    protected abstract void Answer(in PackRow row, Scratch scratch, SqlResult result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(IntPtr info, IntPtr input, IntPtr output)
    {
        try
        {
            var self = (PackFunction)GCHandle.FromIntPtr(NativeMethods.ScalarFunction.DuckDBScalarFunctionGetExtraInfo(info)).Target!;
            self.Run(new DuckDBDataChunk(input), output);
        }
        catch (Exception e)
        {
            // Nothing may pass through the database's own frames; it makes an error of this.
            NativeMethods.ScalarFunction.DuckDBScalarFunctionSetError(info, e.Message);
        }
    }

    private void Run(DuckDBDataChunk input, IntPtr output)
    {
        var count = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(input);
        var numbers = (long*)Data(input, 0, out var numbersKnown);
        var rows = (long*)Data(input, 1, out var rowsKnown);
        var times = (long*)Data(input, 2, out var timesKnown);
        ulong* namesKnown = null;
        var names = asks is not null ? (StringValue*)Data(input, NameArgument, out namesKnown) : null;
        var scratch = new Scratch();
        Pack? pack = null;
        var (number, firstRow, field) = (0L, 0, -1);
        ReadOnlySpan<byte> asked = default;
        for (var i = 0; i < count; i++)
        {
            var result = new SqlResult(output, i);
            if (!Known(numbersKnown, i) || !Known(rowsKnown, i) || !Known(timesKnown, i) || !Known(namesKnown, i))
            {
                result.SetNull();
                continue;
            }

            var isNew = pack is null || number != numbers[i];
            if (isNew) pack = packs.Get(number = numbers[i], out firstRow);
            if (asks is { } kind && (isNew || !asked.SequenceEqual(StringValue.Bytes(names + i)))) field = pack!.FieldOf(kind, asked = StringValue.Bytes(names + i));
            var row = rows[i] + firstRow;
            if (row < 0 || row >= pack!.Rows) throw new InvalidDataException("Corrupt pack: it has no such row");
            Answer(new PackRow(pack, (int)row, times[i], field), scratch, result);
        }
    }

    private static void* Data(DuckDBDataChunk input, int argument, out ulong* known)
    {
        var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(input, argument);
        known = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        return NativeMethods.Vectors.DuckDBVectorGetData(vector);
    }

    private static bool Known(ulong* validity, int row) => validity is null || (validity[row >> 6] & (1ul << (row & 63))) != 0;
}
