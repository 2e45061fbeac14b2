using OptRecipe.Testing;

// Judges one model file for tests that are not written in C#: native TensorFlow Lite 2.9 loads it and runs it once on zeros, or says why not.
if (args is not [var path])
{
    Console.Error.WriteLine("usage: OptRecipe.Oracle <model.tflite>");
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
