using Watchfloor.Contracts.Monitoring;

namespace Watchfloor.Monitoring.Sources.Recipes;

/// <summary>Shippers that speak HTTP.</summary>
internal static class HttpRecipes
{
    public static ShipperRecipe Curl(RecipeTarget to) => new("curl", "a shell", $$"""
        curl {{to.IfOurs($"--cacert {RecipeTarget.Authority} ")}}-H 'Authorization: Bearer {{to.Token}}' -H 'Content-Type: application/x-ndjson' \
          --data-binary '{"message":"hello"}' {{to.Base}}/api/v1/ingest
        """);

    public static ShipperRecipe FluentBit(RecipeTarget to) => new("fluent-bit", "/etc/fluent-bit/fluent-bit.yaml", $$"""
        pipeline:
          inputs:
            - name: tail
              path: /var/log/*.log
          outputs:
            - name: http
              match: '*'
              host: {{to.Host}}
              port: {{to.Address.Port}}
              uri: /api/v1/ingest
              format: json_lines
              json_date_key: '@timestamp'
              json_date_format: iso8601
              compress: gzip
              header: Authorization Bearer {{to.Token}}
              retry_limit: no_limits{{(to.IsTls ? "\n      tls: on" : "")}}{{to.IfOurs($"\n      tls.ca_file: {RecipeTarget.Authority}")}}
        """);

    public static ShipperRecipe Vector(RecipeTarget to) => new("vector", "/etc/vector/vector.yaml", $$"""
        sources:
          logs:
            type: file
            include: [/var/log/*.log]
        sinks:
          watchfloor:
            type: http
            inputs: [logs]
            uri: {{to.Base}}/api/v1/ingest
            method: post
            encoding: {codec: json}
            framing: {method: newline_delimited}
            compression: gzip
            auth: {strategy: bearer, token: "{{to.Token}}"}
            acknowledgements: {enabled: true}{{to.IfOurs($"\n    tls: {{ca_file: {RecipeTarget.Authority}}}")}}
        """);

    public static ShipperRecipe OtelCollector(RecipeTarget to) => new("otel-collector", "/etc/otelcol/config.yaml", $$"""
        receivers:
          filelog:
            include: [/var/log/*.log]
        exporters:
          otlphttp/watchfloor:
            endpoint: {{to.Base}}
            headers: {Authorization: "Bearer {{to.Token}}"}{{to.IfOurs($"\n    tls: {{ca_file: {RecipeTarget.Authority}}}")}}
            retry_on_failure: {enabled: true, max_elapsed_time: 0}
        service:
          pipelines:
            logs: {receivers: [filelog], exporters: [otlphttp/watchfloor]}
        """);
}
