using OptRecipe.Oracle;
using OptRecipe.Testing;

// Judges models: native TensorFlow Lite 2.9 loads one, fed with zeros, and runs it, or says why not. With --batch: models with inputs over the standard streams, see Batch.
if (args is ["--batch"])
{
    Batch.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
    return 0;
}
if (args is not [var path])
{
    Console.Error.WriteLine("usage: OptRecipe.Oracle <model.tflite> | --batch");
    return 2;
}
try
{
    using var runtime = NativeTensorFlowLite.Load(File.ReadAllBytes(path));
    for (var input = 0; input < runtime.Inputs.Length; input++) runtime.SetInput<byte>(input, new byte[runtime.Inputs[input].ByteCount]);
    runtime.Invoke();
    Console.WriteLine("loads and runs");
    return 0;
}
catch (NativeTensorFlowLiteException refusal)
{
    Console.WriteLine(refusal.Message);
    return 0;
}
