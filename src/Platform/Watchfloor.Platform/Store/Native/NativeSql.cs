using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Reader;
using DuckDB.NET.Data.DataChunk.Writer;
using Watchfloor.Kql.Native;

namespace Watchfloor.Platform.Store.Native;

/// <summary>
/// Makes the native functions of the query language callable from SQL, as <c>kql_</c> and their name. Their arguments are VARCHAR and so
/// is their result; what is no text is cast where they are called. DuckDB calls them on its own threads, several at once.
/// </summary>
internal static class NativeSql
{
    /// <summary>The name of a function in SQL.</summary>
    public static string Name(string function) => "kql_" + function;

    /// <summary>Registers every function with a database instance; all its connections see them.</summary>
    public static void Register(DuckDBConnection connection)
    {
        // Null means something to them; the same arguments give the same result.
        var options = new ScalarFunctionOptions { HandlesNulls = true, IsPureFunction = true };
        foreach (var function in NativeFunctions.All.Values)
            connection.RegisterScalarFunction<string, string>(Name(function.Name), (readers, writer, rows) => Call(function.Call, readers, writer, rows), options, @params: true);
    }

    private static void Call(NativeCall call, IReadOnlyList<IDuckDBDataReader> readers, IDuckDBDataWriter writer, ulong rows)
    {
        var arguments = new string?[readers.Count];
        for (var row = 0ul; row < rows; row++)
        {
            for (var i = 0; i < arguments.Length; i++) arguments[i] = readers[i].IsValid(row) ? readers[i].GetValue<string>(row) : null;
            if (call(arguments) is { } result) writer.WriteValue(result, row);
            else writer.WriteNull(row);
        }
    }
}
