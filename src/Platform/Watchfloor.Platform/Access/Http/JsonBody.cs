using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Watchfloor.Contracts.Errors;

namespace Watchfloor.Platform.Access.Http;

/// <summary>Reads the JSON body of a command; what is wrong with it is an answer that names the field.</summary>
public static class JsonBody
{
    /// <summary>The most bytes of a body: commands are short.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Reads it.</summary>
    public static async Task<Result<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBytes;
        if (!context.Request.HasJsonContentType()) return new Error(ErrorKind.Invalid, "body.not_json", "Send the body as JSON, with Content-Type: application/json.");
        try
        {
            var value = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted).ConfigureAwait(false);
            return value is not null ? value : Fault("The body is null; send an object.", field: null);
        }
        catch (JsonException e)
        {
            return JsonFaults.Of(e, type);
        }
        catch (BadHttpRequestException e)
        {
            return Fault(e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"The body has more than {MaxBytes / 1024} KB." : "The body ended before its end.", field: null);
        }
    }

    private static Error Fault(string message, string? field) => new(ErrorKind.Invalid, "body.invalid", message) { Field = field };
}
