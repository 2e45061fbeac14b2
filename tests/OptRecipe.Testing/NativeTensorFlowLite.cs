using System.Runtime.InteropServices;
using System.Text;
using OptRecipe.TFLite;
using static OptRecipe.Testing.NativeLibraryImports;

namespace OptRecipe.Testing;

/// <summary>An input or output as the runtime sees it. <paramref name="Type"/> is null where the file format has no such type.</summary>
public sealed record NativeTensor(string Name, TensorType? Type, int[] Shape, int ByteCount);

/// <summary>Native TensorFlow Lite 2.9.0 refuses a model; the message is the runtime's own.</summary>
public sealed class NativeTensorFlowLiteException(string message) : Exception(message);

/// <summary>A model in native TensorFlow Lite 2.9.0 (C API, no delegate unless asked for): the oracle for "it loads" and "it gives these numbers". Not thread-safe.</summary>
public sealed unsafe class NativeTensorFlowLite : IDisposable
{
    /// <summary>The runtime's number for each type (its C enumeration is not the file's).</summary>
    private static readonly TensorType?[] Types =
    [
        null, TensorType.Float32, TensorType.Int32, TensorType.UInt8, TensorType.Int64, TensorType.String, TensorType.Bool, TensorType.Int16, TensorType.Complex64,
        TensorType.Int8, TensorType.Float16, TensorType.Float64, TensorType.Complex128, TensorType.UInt64, TensorType.Resource, TensorType.Variant, TensorType.UInt32,
    ];

    private readonly StringBuilder errors = new();
    private GCHandle self;
    private nint data, model, options, xnnpack, interpreter;

    private NativeTensorFlowLite() => self = GCHandle.Alloc(this);

    /// <summary>Where the library lies: <c>OPTRECIPE_NATIVE_TFLITE</c> (the file itself), else the checkout's <c>node_modules</c>.</summary>
    /// <exception cref="FileNotFoundException">It lies nowhere; the message says how to get it.</exception>
    public static string LibraryPath
    {
        get
        {
            var file = OperatingSystem.IsWindows() ? "tensorflowlite_c.dll" : OperatingSystem.IsMacOS() ? "libtensorflowlite_c.dylib" : "libtensorflowlite_c.so";
            var arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
            var platform = OperatingSystem.IsWindows() ? "windows_amd64" : OperatingSystem.IsMacOS() ? "darwin_arm64" : arm ? "linux_arm64" : "linux_amd64";
            var named = Environment.GetEnvironmentVariable("OPTRECIPE_NATIVE_TFLITE");
            var path = named is { Length: > 0 } ? named : SharedFolder.InRepository("node_modules", "tfjs-tflite-node", "cc_deps", platform, file);
            return File.Exists(path) ? path
                : throw new FileNotFoundException($"native TensorFlow Lite is not at {path}: run `npm ci` in the checkout, or point OPTRECIPE_NATIVE_TFLITE to {file}");
        }
    }

    public static string Version => Marshal.PtrToStringUTF8(TfLiteVersion()) ?? "";

    /// <summary>What the runtime has said against the model so far. Some kernels report an error and yet return success, having computed nothing.</summary>
    public string Complaints => errors.ToString().Trim();

    public NativeTensor[] Inputs { get; private set; } = [];
    public NativeTensor[] Outputs { get; private set; } = [];

    /// <summary>Loads a file and allocates its tensors.</summary>
    /// <exception cref="NativeTensorFlowLiteException">The runtime refuses it.</exception>
    public static NativeTensorFlowLite Load(ReadOnlySpan<byte> file, bool useXnnPack = false, int threadCount = 1)
    {
        var runtime = new NativeTensorFlowLite();
        try
        {
            runtime.Open(file, useXnnPack, threadCount);
            return runtime;
        }
        catch
        {
            runtime.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file as the runtime itself does (it maps it) and closes it again, for measuring.</summary>
    /// <param name="makesInterpreter">Whether the graph is built too; no tensors are allocated.</param>
    /// <exception cref="NativeTensorFlowLiteException">The runtime refuses it.</exception>
    public static void OpenFile(string path, bool makesInterpreter)
    {
        var model = TfLiteModelCreateFromFile(path);
        if (model == 0) throw new NativeTensorFlowLiteException("the file is not a model");
        if (makesInterpreter)
        {
            var options = TfLiteInterpreterOptionsCreate();
            var interpreter = TfLiteInterpreterCreate(model, options);
            if (interpreter == 0) throw new NativeTensorFlowLiteException("no interpreter");
            TfLiteInterpreterDelete(interpreter);
            TfLiteInterpreterOptionsDelete(options);
        }
        TfLiteModelDelete(model);
    }

    /// <summary>What the runtime says against a file; null when it loads and its tensors are allocated.</summary>
    public static string? Refusal(ReadOnlySpan<byte> file, bool useXnnPack = false)
    {
        try
        {
            Load(file, useXnnPack).Dispose();
            return null;
        }
        catch (NativeTensorFlowLiteException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Gives an input another shape, as bytes of its type will then be expected.</summary>
    public void Resize(int input, params int[] shape)
    {
        fixed (int* pointer = shape) Check(TfLiteInterpreterResizeInputTensor(interpreter, input, pointer, shape.Length), "resizing an input");
        Allocate();
    }

    public void SetInput<T>(int input, ReadOnlySpan<T> values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        fixed (byte* pointer = bytes) Check(TfLiteTensorCopyFromBuffer(TfLiteInterpreterGetInputTensor(interpreter, input), pointer, (nuint)bytes.Length), "setting an input");
    }

    public void Invoke() => Check(TfLiteInterpreterInvoke(interpreter), "invoking");

    /// <summary>Sets the state of variable tensors back to zero.</summary>
    public void ResetVariables() => Check(TfLiteInterpreterResetVariableTensors(interpreter), "resetting variables");

    public T[] Output<T>(int output) where T : unmanaged
    {
        var tensor = TfLiteInterpreterGetOutputTensor(interpreter, output);
        var values = new T[(int)TfLiteTensorByteSize(tensor) / sizeof(T)];
        fixed (T* pointer = values) Check(TfLiteTensorCopyToBuffer(tensor, (byte*)pointer, TfLiteTensorByteSize(tensor)), "reading an output");
        return values;
    }

    /// <summary>Every output as it is after an invocation, the shapes of dynamic ones too.</summary>
    public (int[] Shape, byte[] Bytes)[] ReadOutputs() =>
        [.. Enumerable.Range(0, TfLiteInterpreterGetOutputTensorCount(interpreter)).Select(index => (Describe(TfLiteInterpreterGetOutputTensor(interpreter, index)).Shape, Output<byte>(index)))];

    public void Dispose()
    {
        if (interpreter != 0) TfLiteInterpreterDelete(interpreter);
        if (xnnpack != 0) TfLiteXNNPackDelegateDelete(xnnpack);
        if (options != 0) TfLiteInterpreterOptionsDelete(options);
        if (model != 0) TfLiteModelDelete(model);
        NativeMemory.AlignedFree((void*)data);
        interpreter = xnnpack = options = model = data = 0;
        if (self.IsAllocated) self.Free();
    }

    private void Open(ReadOnlySpan<byte> file, bool useXnnPack, int threadCount)
    {
        // The runtime reads the file in place for as long as the model lives.
        data = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(file.Length, 1), 64);
        file.CopyTo(new Span<byte>((void*)data, file.Length));
        model = TfLiteModelCreate(data, (nuint)file.Length);
        if (model == 0) throw new NativeTensorFlowLiteException("the file is not a model");
        options = TfLiteInterpreterOptionsCreate();
        TfLiteInterpreterOptionsSetNumThreads(options, threadCount);
        TfLiteInterpreterOptionsSetErrorReporter(options, &Report, GCHandle.ToIntPtr(self));
        if (useXnnPack)
        {
            var settings = new XnnPackOptions { ThreadCount = threadCount, Flags = 3 };
            xnnpack = TfLiteXNNPackDelegateCreate(&settings);
            TfLiteInterpreterOptionsAddDelegate(options, xnnpack);
        }
        interpreter = TfLiteInterpreterCreate(model, options);
        if (interpreter == 0) throw new NativeTensorFlowLiteException(errors.Length > 0 ? errors.ToString().Trim() : "no interpreter, and no reason given");
        Allocate();
    }

    private void Allocate()
    {
        Check(TfLiteInterpreterAllocateTensors(interpreter), "allocating tensors");
        Inputs = [.. Enumerable.Range(0, TfLiteInterpreterGetInputTensorCount(interpreter)).Select(index => Describe(TfLiteInterpreterGetInputTensor(interpreter, index)))];
        Outputs = [.. Enumerable.Range(0, TfLiteInterpreterGetOutputTensorCount(interpreter)).Select(index => Describe(TfLiteInterpreterGetOutputTensor(interpreter, index)))];
    }

    private static NativeTensor Describe(nint tensor)
    {
        var number = TfLiteTensorType(tensor);
        return new(Marshal.PtrToStringUTF8(TfLiteTensorName(tensor)) ?? "", number >= 0 && number < Types.Length ? Types[number] : null,
            [.. Enumerable.Range(0, TfLiteTensorNumDims(tensor)).Select(index => TfLiteTensorDim(tensor, index))], (int)TfLiteTensorByteSize(tensor));
    }

    private void Check(int status, string what)
    {
        if (status != 0) throw new NativeTensorFlowLiteException(errors.Length > 0 ? errors.ToString().Trim() : $"status {status} when {what}");
    }

    [UnmanagedCallersOnly]
    private static void Report(nint user, nint format, nint arguments)
    {
        var text = stackalloc byte[2048];
        if (FormatList(text, 2048, format, arguments) < 0) return;
        if (GCHandle.FromIntPtr(user).Target is NativeTensorFlowLite runtime) runtime.errors.AppendLine(Marshal.PtrToStringUTF8((nint)text));
    }
}
