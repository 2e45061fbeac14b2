using System.Text.Json;
using OptRecipe.Coverage;
using OptRecipe.Targets.Rules;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

/// <summary>The types that LiteRT 2.3.0 refused for each operator, and when: files of them do not exist, so the operators are built in memory.</summary>
public sealed class TFLiteCpuTypeTests
{
    [Fact]
    public void Types_that_LiteRT_refuses_are_refused_at_the_stage_it_refuses_them()
    {
        if (SharedFolder.Require("golden/kernels", 1) is not { } folder) return;
        var (count, wrong) = (0, new List<string>());
        using var golden = TargetFiles.ReadJson(Path.Combine(folder, "refused.json"));
        foreach (var row in golden.RootElement.EnumerateArray().Where(row => row.GetProperty("stage").GetString() == "runtime" && row.TryGetProperty("cases", out _)))
        {
            var name = row.GetProperty("op").GetString() ?? "";
            var error = row.GetProperty("error").GetString() ?? "";
            if (!Enum.TryParse<BuiltinOperator>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var builtin) || !error.Contains("failed to", StringComparison.Ordinal)) continue;
            // Cases whose tensors the tool made float32 say nothing about the type they are named for.
            if (error.Contains("got FLOAT32", StringComparison.Ordinal)) continue;
            var stage = error.Contains("failed to prepare", StringComparison.Ordinal) ? VerdictStage.Prepare : VerdictStage.Invoke;
            foreach (var form in row.GetProperty("cases").EnumerateObject().Where(form => Forms.ContainsKey(form.Name) && !IsAboutValues(form.Value)))
            {
                if (Sketch(builtin, name, Forms[form.Name]) is not { } model) continue;
                var ours = TargetJudge.Judge(model, TargetSelection.Of("tflite-cpu")).Operators[0].Verdict;
                count++;
                if (ours.Kind < VerdictKind.Refused || ours.Stage != stage) wrong.Add($"{name} {form.Name}: the tool refuses it at {stage}, ours {ours.Kind} {ours.Stage} {ours.Rule}");
            }
        }
        Assert.Equal([], wrong);
        Assert.True(count > 350, $"only {count} of the types were looked at");
    }

    private static readonly Dictionary<string, TensorType> Forms = new(StringComparer.Ordinal)
    {
        ["bool"] = TensorType.Bool, ["c64"] = TensorType.Complex64, ["f16"] = TensorType.Float16, ["f64"] = TensorType.Float64, ["i16"] = TensorType.Int16, ["i32"] = TensorType.Int32, ["i64"] = TensorType.Int64,
        ["i8"] = TensorType.Int8, ["str"] = TensorType.String, ["u16"] = TensorType.UInt16, ["u32"] = TensorType.UInt32, ["u64"] = TensorType.UInt64, ["u8"] = TensorType.UInt8,
    };

    /// <summary>Cases that are refused for a value or a rank, not for their type.</summary>
    private static bool IsAboutValues(JsonElement cases) => cases.EnumerateArray().All(name => name.GetString() is "all_values" or "d_6d" or "d_probe");

    /// <summary>One operator whose operands are all activations of one type; null for operators that have others.</summary>
    private static Model? Sketch(BuiltinOperator builtin, string name, TensorType type)
    {
        if (Operands.Of(name).Find("all") is not { } operands || operands.Any(operand => !operand.IsActivation && !operand.IsOutput) || operands.Any(operand => operand.IsRest)) return null;
        var sketch = new ModelSketch();
        var scale = type is TensorType.Int8 or TensorType.UInt8 or TensorType.Int16 ? ModelSketch.Scale(0.0078125f) : null;
        var inputs = operands.Where(operand => !operand.IsOutput).Select(_ => sketch.Activation(type, [1, 4, 4, 2], scale)).ToArray();
        var outputs = operands.Where(operand => operand.IsOutput).Select(operand => operand.IsActivation ? sketch.Activation(type, [1, 4, 4, 2], scale) : sketch.Activation(TensorType.Bool, [1, 4, 4, 2])).ToArray();
        return sketch.Operator(builtin, [.. inputs], [.. outputs]).Build();
    }
}
