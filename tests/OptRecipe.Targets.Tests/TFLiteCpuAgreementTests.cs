using System.Text.Json;
using OptRecipe.Targets.Rules;
using OptRecipe.Testing;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Tests;

/// <summary>Our verdicts on the built-in kernels against what LiteRT 2.3.0 (optimized kernels, no delegate) and TensorFlow Lite 2.9 did with the same files.</summary>
public sealed class TFLiteCpuAgreementTests
{
    [Fact]
    public void Built_in_kernels_of_LiteRT_take_what_we_say_they_take()
    {
        if (SharedFolder.Require("golden/kernels", 3363) is not { } folder) return;
        var table = new AgreementTable("tflite-cpu");
        using var index = TargetFiles.ReadJson(Path.Combine(folder, "index.json"));
        foreach (var entry in index.RootElement.EnumerateArray())
        {
            var name = entry.GetProperty("file").GetString() ?? "";
            if (!File.Exists(Path.Combine(folder, name))) continue;
            var error = entry.TryGetProperty("refused", out var refused) ? refused.GetString() : Failure(entry);
            var worst = Worst(Path.Combine(folder, name), TargetSelection.Of("tflite-cpu"));
            table.Add(name.Split('/')[0], name, error is null ? worst.Kind == VerdictKind.Runs || IsWrongWithoutError(worst) : worst.Kind >= VerdictKind.Refused, error ?? "runs", worst);
        }
        table.Keep(1);
    }

    [Fact]
    public void TensorFlow_Lite_2_9_takes_refuses_and_aborts_as_we_say()
    {
        if (SharedFolder.Require("golden/kernels", 3363) is not { } folder) return;
        var table = new AgreementTable("tflite-cpu-2.9");
        using var golden = TargetFiles.ReadJson(Path.Combine(folder, "tflite_2.9.json"));
        foreach (var model in golden.RootElement.EnumerateObject())
        {
            if (!File.Exists(Path.Combine(folder, model.Name))) continue;
            var tool = (model.Value.GetString() ?? "").Split(' ')[0];
            var worst = Worst(Path.Combine(folder, model.Name), TargetSelection.Of("tflite-cpu", ("runtime", "tflite-2.9")));
            var agrees = tool switch
            {
                "refused" => worst.Kind == VerdictKind.Refused,
                "aborts" => worst is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke },
                _ => worst.Kind == VerdictKind.Runs || IsWrongWithoutError(worst),
            };
            table.Add(model.Name.Split('/')[0], model.Name, agrees, tool, worst);
        }
        table.Keep(0.999);
    }

    [Fact]
    public void Types_that_LiteRT_refuses_are_refused_at_the_stage_it_refuses_them()
    {
        if (SharedFolder.Require("golden/kernels", 1) is not { } folder) return;
        var table = new AgreementTable("tflite-cpu-types");
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
                table.Add(name, $"{name} {form.Name}", ours.Kind >= VerdictKind.Refused && ours.Stage == stage, stage.ToString(), ours);
            }
        }
        table.Keep(1);
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

    /// <summary>The kernel runs and its results are wrong, which a run does not show: a verdict of its own.</summary>
    private static bool IsWrongWithoutError(SupportVerdict verdict) => verdict is { Kind: VerdictKind.Stops, Stage: VerdictStage.Invoke } && verdict.Sentence.Contains("compares the stored integers", StringComparison.Ordinal);

    /// <summary>What the run with the optimized kernels said, null when it worked.</summary>
    private static string? Failure(JsonElement entry) => entry.TryGetProperty("fails", out var fails) && fails.TryGetProperty("opt", out var opt) ? opt.GetString() : null;

    private static SupportVerdict Worst(string path, TargetSelection selection) =>
        TargetJudge.Judge(TargetFiles.Read(path), selection).Operators.Select(verdict => verdict.Verdict).MaxBy(verdict => verdict.Kind) ?? SupportVerdict.Runs;
}
