using System.Text;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.Testing;
using OptRecipe.Testing.Conformance;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Engine.Tests.Conformance;

/// <summary>Writes <c>server/docs/real-models.md</c>: published models and the seed tasks, through native TensorFlow Lite 2.9 and through ours playing it, on the same seeded noise.</summary>
public sealed class RealModelTests
{
    private const int ModelCount = 37, Samples = 3;

    private sealed record Row(string File, string Verdict, bool IsRight);

    [Fact]
    public void Real_models_give_what_native_TFLite_2_9_gives()
    {
        if (SharedFolder.Require("", ModelCount) is not { } shared) return;
        var files = new[] { "models", "seed" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(shared, folder), "*.tflite", SearchOption.AllDirectories)).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(ModelCount, files.Length);
        var rows = files.AsParallel().AsOrdered().Select(file => Compare(file, Path.GetRelativePath(shared, file))).ToArray();
        var wrong = rows.Where(row => !row.IsRight).Select(row => $"{row.File}: {row.Verdict}").ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.Null(ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "real-models.md"), Page(rows)));
    }

    private static Row Compare(string path, string name)
    {
        var file = File.ReadAllBytes(path);
        NativeTensorFlowLite? native = null;
        try
        {
            native = NativeTensorFlowLite.Load(file);
            using var ours = new Interpreter(ModelReader.Read(new MemoryByteSource(file)), new() { Runtime = PlayedRuntime.TFLite29 });
            ours.AllocateTensors();
            var isInteger = true;
            for (var sample = 0; sample < Samples; sample++)
            {
                foreach (var (position, input) in ours.GetInputDetails().Index())
                {
                    var values = NoiseInputs.Bytes(input, 100 * sample + position);
                    ours.SetTensor(input.Index, values);
                    native.SetInput<byte>(position, values);
                }
                native.Invoke();
                ours.Invoke();
                foreach (var (position, output) in ours.GetOutputDetails().Index())
                {
                    var found = TensorArrays.Of(ours.Tensor(output.Index));
                    var expected = TensorArrays.Of(output.Type, found.Shape, native.Output<byte>(position))!;
                    var isFloat = found.Type.Letter == 'f';
                    isInteger &= !isFloat;
                    if (ArrayComparison.Difference(found, expected, !isFloat, ArrayComparison.NetworkTolerance, ArrayComparison.NetworkTolerance) is { } difference) return new(name, $"sample {sample}, output {position}: {difference}", false);
                }
            }
            return new(name, isInteger ? "equal" : $"float, within {ArrayComparison.NetworkTolerance:0.0000} relative and absolute", true);
        }
        catch (NativeTensorFlowLiteException refusal)
        {
            return new(name, $"native refuses it: {refusal.Message.Split('\n')[0].Trim()}", true);
        }
        catch (InterpreterException error)
        {
            return new(name, $"{error.Stage}: {error.Message}", false);
        }
        finally
        {
            native?.Dispose();
        }
    }

    private static string Page(IEnumerable<Row> rows)
    {
        var page = new StringBuilder($"""
            # Real models against native TensorFlow Lite 2.9

            Written by `RealModelTests` (`npm run update` rewrites it): the models of `../shared/models` and `../shared/seed` on {Samples} samples of seeded noise, variables kept between them, through
            the native library (no delegate) and through the interpreter playing `tflite-2.9`. Equal: every integer output bit for bit.

            | model | outputs |
            | --- | --- |

            """);
        foreach (var row in rows) page.Append($"| {row.File} | {row.Verdict} |\n");
        return page.ToString();
    }
}
