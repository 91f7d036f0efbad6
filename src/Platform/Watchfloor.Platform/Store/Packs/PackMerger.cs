using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// Writes the packs of a day file anew, small ones together. Their numbers and the rows' places in them stay, so that no row changes.
/// </summary>
/// <param name="names">All field names.</param>
internal sealed class PackMerger(FieldNames names)
{
    /// <summary>Writes them to the next file of packs, if there is something to gain.</summary>
    /// <param name="connection">Where the day file is attached.</param>
    /// <param name="file">The day file. Nothing must be written to it meanwhile.</param>
    /// <returns>Where they are now, and how long they are altogether; null when most were large.</returns>
    public (List<PackPlace> Places, long Bytes)? Merge(DuckDBConnection connection, DayFile file)
    {
        var rows = DayFileSql.ReadPackRows(connection, file.Alias);
        if (rows.Count < 2 || rows.Sum(r => (long)r) >= (long)rows.Count * PackWriter.MaxRows / 2) return null;
        using var writer = new PackWriter(names);
        var path = file.PacksPathOf(file.Facts.PackFile + 1);
        File.Delete(path);
        using var into = PackFile.Open(path, [], 0);
        var places = new List<PackPlace>();
        var at = 0L;
        for (var first = 0; first < rows.Count;)
        {
            var count = 1;
            for (var sum = rows[first]; first + count < rows.Count && (sum += rows[first + count]) <= PackWriter.MaxRows;) count++;
            var pack = Together(connection, file, writer, first, CollectionsMarshal.AsSpan(rows).Slice(first, count));
            into.Write(pack, at);
            for (var (number, row) = (0, 0); number < count; row += rows[first + number++]) places.Add(new PackPlace(at, row));
            at += pack.Length;
            first += count;
        }

        into.Flush();
        return (places, at);
    }

    private ReadOnlySpan<byte> Together(DuckDBConnection connection, DayFile file, PackWriter writer, int first, ReadOnlySpan<int> rows)
    {
        var times = DayFileSql.ReadTimes(connection, file.Alias, first, rows.Length);
        var cells = new EventCells(new ByteBuffer());
        var scratch = new Scratch();
        var total = 0;
        for (var number = 0; number < rows.Length; number++)
        {
            var place = file.Packs!.PlaceOf(first + number);
            var pack = file.Packs.Read(place.At);
            for (var row = 0; row < rows[number]; row++, total++) cells.Add(pack, place.FirstRow + row, times[total], names, scratch);
        }

        return writer.Make(cells, CollectionsMarshal.AsSpan(times), Enumerable.Range(0, total).ToArray());
    }
}
