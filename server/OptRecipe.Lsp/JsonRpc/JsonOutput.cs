using System.Collections.Immutable;
using System.Text.Json;

namespace OptRecipe.Lsp.JsonRpc;

/// <summary>Short forms for writing protocol types.</summary>
public static class JsonOutput
{
    extension(Utf8JsonWriter writer)
    {
        /// <summary>Writes the member; null is written as null.</summary>
        public void Member(string name, IJsonWritable? value)
        {
            writer.WritePropertyName(name);
            writer.Value(value);
        }

        public void Value(IJsonWritable? value)
        {
            if (value is null) writer.WriteNullValue();
            else value.WriteTo(writer);
        }

        /// <summary>Writes the member unless it is null: LSP's optional members.</summary>
        public void Optional(string name, string? value)
        {
            if (value is not null) writer.WriteString(name, value);
        }

        public void Optional(string name, int? value)
        {
            if (value is { } number) writer.WriteNumber(name, number);
        }

        public void Optional(string name, bool? value)
        {
            if (value is { } flag) writer.WriteBoolean(name, flag);
        }

        public void Optional(string name, IJsonWritable? value)
        {
            if (value is not null) writer.Member(name, value);
        }

        public void List<T>(string name, ImmutableArray<T> values) where T : IJsonWritable
        {
            writer.WriteStartArray(name);
            foreach (var value in values) value.WriteTo(writer);
            writer.WriteEndArray();
        }

        public void List(string name, ImmutableArray<string> values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values) writer.WriteStringValue(value);
            writer.WriteEndArray();
        }

        public void Numbers(string name, ImmutableArray<int> values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values) writer.WriteNumberValue(value);
            writer.WriteEndArray();
        }

        /// <summary>Writes the list unless it is empty.</summary>
        public void OptionalList<T>(string name, ImmutableArray<T> values) where T : IJsonWritable
        {
            if (!values.IsDefaultOrEmpty) writer.List(name, values);
        }
    }
}
