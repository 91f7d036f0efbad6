namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Conversions; what cannot be converted is null.</summary>
internal static class ConversionFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("tostring(x: text): string", "As a string.", Named: "", KeepsName: true),
        new("tolong(x: any): long", "As a long.", Named: "to_long", KeepsName: true),
        new("toint(x: any): int", "As an int.", Named: "to_int", KeepsName: true),
        new("toreal(x: any): real", "As a real.", Named: "to_real", KeepsName: true),
        new("todouble(x: any): real", "As a real.", Named: "to_real", KeepsName: true),
        new("todecimal(x: any): decimal", "As a decimal.", Named: "to_decimal", KeepsName: true),
        new("tobool(x: any): bool", "As a bool.", Named: "to_bool", KeepsName: true),
        new("toboolean(x: any): bool", "As a bool.", Named: "to_bool", KeepsName: true),
        new("todatetime(x: any): datetime", "As a datetime; without a zone it is UTC.", Named: "to_datetime", KeepsName: true),
        new("totimespan(x: any): timespan", "As a timespan.", Named: "to_timespan", KeepsName: true),
        new("toguid(x: any): guid", "As a guid.", Named: "to_guid", KeepsName: true),
        new("tohex(x: long, length: long = 0): string", "A whole number in hexadecimal digits."),
        new("todynamic(x: string): dynamic", "JSON as a dynamic value.", Named: "parse_json", KeepsName: true),
        new("todynamic(x: value): dynamic", "A value as a dynamic one.", Named: "to_dynamic", KeepsName: true),
        new("toobject(x: string): dynamic", "JSON as a dynamic value.", Named: "parse_json", KeepsName: true),
        new("parse_json(x: string): dynamic", "JSON as a dynamic value.", KeepsName: true),
        new("parsejson(x: string): dynamic", "JSON as a dynamic value.", Named: "parse_json", KeepsName: true),
        new("parse_json(x: value): dynamic", "A value as a dynamic one.", Named: "to_dynamic", KeepsName: true),
    ];
}
