using Watchfloor.Events;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Each type of value, alone, as an array, and with a size that does not fit.</summary>
public sealed class ValueTests
{
    private static readonly Template s_template = new(
        new Guid("11111111-2222-3333-4444-555555555555"),
        Make.Event(Make.El("EventData", Make.Data("V", Make.Slot(0)))));

    public static TheoryData<byte, string, string, ValueKind> Scalars => new()
    {
        { 0x00, "", "", ValueKind.Text },
        { 0x01, "610062000000", "ab", ValueKind.Text },
        { 0x01, "3DD800DEE400", "\U0001F600ä", ValueKind.Text },
        { 0x01, "3DD84100", "\uFFFDA", ValueKind.Text },
        { 0x02, "61809F00", "a€Ÿ", ValueKind.Text },
        { 0x03, "80", "-128", ValueKind.Number },
        { 0x04, "FF", "255", ValueKind.Number },
        { 0x05, "0080", "-32768", ValueKind.Number },
        { 0x06, "FFFF", "65535", ValueKind.Number },
        { 0x07, "FEFFFFFF", "-2", ValueKind.Number },
        { 0x08, "FEFFFFFF", "4294967294", ValueKind.Number },
        { 0x09, "0000000000000080", "-9223372036854775808", ValueKind.Number },
        { 0x0A, "FFFFFFFFFFFFFFFF", "18446744073709551615", ValueKind.Number },
        { 0x0B, "0000C03F", "1.5", ValueKind.Number },
        { 0x0B, "000080FF", "-INF", ValueKind.Text },
        { 0x0C, "9A9999999999B93F", "0.1", ValueKind.Number },
        { 0x0C, "000000000000F07F", "INF", ValueKind.Text },
        { 0x0C, "000000000000F8FF", "NaN", ValueKind.Text },
        { 0x0D, "00000000", "false", ValueKind.Boolean },
        { 0x0D, "00000001", "true", ValueKind.Boolean },
        { 0x0D, "02", "true", ValueKind.Boolean },
        { 0x0E, "00DEADbeef", "00DEADBEEF", ValueKind.Text },
        { 0x0F, "00112233445566778899AABBCCDDEEFF", "{33221100-5544-7766-8899-AABBCCDDEEFF}", ValueKind.Text },
        { 0x10, "E7030000", "0x3e7", ValueKind.Text },
        { 0x10, "00000000FF000000", "0xff00000000", ValueKind.Text },
        { 0x11, "0000000000000000", "1601-01-01T00:00:00.000000Z", ValueKind.Text },
        { 0x11, "01A3FC0E715FDC01", "2025-11-27T07:40:10.1653249Z", ValueKind.Text },
        { 0x11, "F8A2FC0E715FDC01", "2025-11-27T07:40:10.165324Z", ValueKind.Text },
        { 0x11, "FFFFFFFFFFFFFF7F", "9223372036854775807", ValueKind.Number },
        { 0x11, "FFFFFFFFFFFFFFFF", "-1", ValueKind.Number },
        { 0x12, "E40702000600 1D00 1700 3B00 3B00 E703", "2020-02-29T23:59:59.999Z", ValueKind.Text },
        { 0x12, "E50702000600 1D00 1700 3B00 3B00 E703", "E507020006001D0017003B003B00E703", ValueKind.Text },
        { 0x13, "0101000000000005 12000000", "S-1-5-18", ValueKind.Text },
        { 0x13, "0100123456789ABC", "S-1-0x123456789ABC", ValueKind.Text },
        { 0x13, "0105000000000005 15000000", "010500000000000515000000", ValueKind.Text },
        { 0x14, "0000FF00", "0xff0000", ValueKind.Text },
        { 0x14, "00000000", "0x0", ValueKind.Text },
        { 0x15, "EFCDAB8967452301", "0x123456789abcdef", ValueKind.Text },
        { 0x20, "01000000", "0x1", ValueKind.Text },
        { 0x23, "3C0061002F003E00", "<a/>", ValueKind.Text },
        { 0x08, "0102", "0102", ValueKind.Text },
        { 0x0F, "0102", "0102", ValueKind.Text },
        { 0x13, "01", "01", ValueKind.Text },
        { 0x7F, "0102", "0102", ValueKind.Text },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Read_Value_WritesItAsWindowsDoes(byte type, string hex, string text, ValueKind kind) =>
        Assert.Equal([new Field("V", text, kind)], Read(type, Bytes(hex)));

    [Theory]
    [InlineData(0x81, "6100 0000 6200 0000 0000 6300", "a|b||c")]
    [InlineData(0x82, "61 00 62 00", "a|b")]
    [InlineData(0x83, "01FF", "1|-1")]
    [InlineData(0x84, "01FF", "1|255")]
    [InlineData(0x85, "0100FFFF", "1|-1")]
    [InlineData(0x86, "0100FFFF", "1|65535")]
    [InlineData(0x87, "01000000FFFFFFFF", "1|-1")]
    [InlineData(0x88, "01000000FFFFFFFF 02", "1|4294967295|02")]
    [InlineData(0x89, "0100000000000000FFFFFFFFFFFFFFFF", "1|-1")]
    [InlineData(0x8A, "0100000000000000FFFFFFFFFFFFFFFF", "1|18446744073709551615")]
    [InlineData(0x8B, "0000803F00000040", "1|2")]
    [InlineData(0x8C, "000000000000F03F0000000000000040", "1|2")]
    [InlineData(0x8D, "0000000001000000", "false|true")]
    [InlineData(0x8E, "0102", "0102")]
    [InlineData(0x8F, "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF", "{33221100-5544-7766-8899-AABBCCDDEEFF}|{33221100-5544-7766-8899-AABBCCDDEEFF}")]
    [InlineData(0x90, "0100000000000000", "0x1")]
    [InlineData(0x90, "010000000200000003000000", "0x1|0x2|0x3")]
    [InlineData(0x91, "0000000000000000 0100000000000000", "1601-01-01T00:00:00.000000Z|1601-01-01T00:00:00.0000001Z")]
    [InlineData(0x92, "E407020006001D0017003B003B00E703 E407020006001D0017003B003B00E603", "2020-02-29T23:59:59.999Z|2020-02-29T23:59:59.998Z")]
    [InlineData(0x93, "010100000000000512000000 0100000000000005", "S-1-5-18|S-1-5")]
    [InlineData(0x94, "0100000002000000", "0x1|0x2")]
    [InlineData(0x95, "01000000000000000200000000000000", "0x1|0x2")]
    [InlineData(0x81, "", "")]
    [InlineData(0xA1, "0102", "0102")]
    public void Read_Array_AddsTheFieldOncePerElement(byte type, string hex, string elements) =>
        Assert.Equal(elements.Split('|'), Read(type, Bytes(hex)).Select(f => f.Value));

    [Fact]
    public void Read_AnsiText_MapsEachByteToACharacter()
    {
        var bytes = Enumerable.Range(1, 255).Select(b => (byte)b).ToArray();

        var text = Assert.Single(Read(0x02, bytes)).Value;

        Assert.Equal(255, text.Length);
        Assert.StartsWith("\u0001\u0002", text);
        Assert.EndsWith("\u00FE\u00FF", text);
        Assert.Equal('\u20AC', text[0x7F]);
    }

    private static IEnumerable<Field> Read(byte type, byte[] bytes)
    {
        var file = LogFile.OfRecords(new Instance(s_template, new Value(type, bytes)));
        var e = Assert.Single(EvtxLog.Read(file));
        Assert.Null(e.Unparsed);
        return e.Fields.Skip(2); // EventID and Channel
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
