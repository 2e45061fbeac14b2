using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace OptRecipe.TFLite.Tests;

/// <summary>Everything that a model says, as text: all properties of all records by reflection, so that a new property is compared from its first day.
/// Left out: where in which file things stand.</summary>
internal static class ModelFingerprint
{
    private static readonly HashSet<string> Places = ["Origin", "Position", "UnknownPosition", "EqualityContract"];

    public static string Of(Model model)
    {
        var text = new StringBuilder();
        Append(text, "", model);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string path, object? value)
    {
        switch (value)
        {
            case null: text.Append(path).Append("=null\n"); break;
            case string written: text.Append(path).Append("=\"").Append(written).Append("\"\n"); break;
            case ByteRange range: text.Append(path).Append('=').Append(range.Source is null ? "none" : Hash(range)).Append('\n'); break;
            case UnknownField field: text.Append(path).Append('=').Append(field.Index).Append('\n'); break;
            case IFormattable number: text.Append(path).Append('=').Append(number.ToString(null, CultureInfo.InvariantCulture)).Append('\n'); break;
            case bool flag: text.Append(path).Append('=').Append(flag).Append('\n'); break;
            case OptionsSchema schema: text.Append(path).Append('=').Append(schema.Name).Append('\n'); break;
            case OperatorOptions options:
                Append(text, path + ".Schema", options.Schema);
                foreach (var field in options.Schema.Fields) Append(text, $"{path}.{field.Name}", options[field.Name]);
                Append(text, path + ".Unknown", options.Unknown);
                break;
            case IEnumerable items:
                if ((bool?)value.GetType().GetProperty("IsDefault")?.GetValue(value) == true)
                {
                    text.Append(path).Append("=default\n");
                    break;
                }
                var index = 0;
                foreach (var item in items) Append(text, $"{path}[{index++}]", item);
                text.Append(path).Append(".Count=").Append(index).Append('\n');
                break;
            default:
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    if (!Places.Contains(property.Name) && property.GetIndexParameters().Length == 0) Append(text, $"{path}.{property.Name}", property.GetValue(value));
                break;
        }
    }

    private static string Hash(ByteRange range) => $"{range.Length}:{Convert.ToHexString(SHA256.HashData(range.ToMemory().Span))}";
}
