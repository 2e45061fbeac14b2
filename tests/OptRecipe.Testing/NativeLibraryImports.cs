using System.Runtime.InteropServices;

namespace OptRecipe.Testing;

/// <summary>The C API of TensorFlow Lite 2.9.0 as the npm package <c>tfjs-tflite-node</c> ships it.</summary>
internal static unsafe partial class NativeLibraryImports
{
    private const string Library = "tensorflowlite_c";

    static NativeLibraryImports() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryImports).Assembly,
        (name, _, _) => name == Library ? NativeLibrary.Load(NativeTensorFlowLite.LibraryPath) : 0);

    [LibraryImport(Library)] internal static partial nint TfLiteVersion();
    [LibraryImport(Library)] internal static partial nint TfLiteModelCreate(nint data, nuint size);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint TfLiteModelCreateFromFile(string path);
    [LibraryImport(Library)] internal static partial void TfLiteModelDelete(nint model);
    [LibraryImport(Library)] internal static partial nint TfLiteInterpreterOptionsCreate();
    [LibraryImport(Library)] internal static partial void TfLiteInterpreterOptionsDelete(nint options);
    [LibraryImport(Library)] internal static partial void TfLiteInterpreterOptionsSetNumThreads(nint options, int count);
    [LibraryImport(Library)] internal static partial void TfLiteInterpreterOptionsAddDelegate(nint options, nint @delegate);
    [LibraryImport(Library)]
    internal static partial void TfLiteInterpreterOptionsSetErrorReporter(nint options, delegate* unmanaged<nint, nint, nint, void> reporter, nint user);
    [LibraryImport(Library)] internal static partial nint TfLiteInterpreterCreate(nint model, nint options);
    [LibraryImport(Library)] internal static partial void TfLiteInterpreterDelete(nint interpreter);
    [LibraryImport(Library)] internal static partial int TfLiteInterpreterGetInputTensorCount(nint interpreter);
    [LibraryImport(Library)] internal static partial nint TfLiteInterpreterGetInputTensor(nint interpreter, int index);
    [LibraryImport(Library)] internal static partial int TfLiteInterpreterGetOutputTensorCount(nint interpreter);
    [LibraryImport(Library)] internal static partial nint TfLiteInterpreterGetOutputTensor(nint interpreter, int index);
    [LibraryImport(Library)] internal static partial int TfLiteInterpreterResizeInputTensor(nint interpreter, int index, int* dimensions, int rank);
    [LibraryImport(Library)] internal static partial int TfLiteInterpreterAllocateTensors(nint interpreter);
    [LibraryImport(Library)] internal static partial int TfLiteInterpreterInvoke(nint interpreter);
    [LibraryImport(Library)] internal static partial int TfLiteInterpreterResetVariableTensors(nint interpreter);
    [LibraryImport(Library)] internal static partial int TfLiteTensorType(nint tensor);
    [LibraryImport(Library)] internal static partial int TfLiteTensorNumDims(nint tensor);
    [LibraryImport(Library)] internal static partial int TfLiteTensorDim(nint tensor, int index);
    [LibraryImport(Library)] internal static partial nuint TfLiteTensorByteSize(nint tensor);
    [LibraryImport(Library)] internal static partial nint TfLiteTensorName(nint tensor);
    [LibraryImport(Library)] internal static partial int TfLiteTensorCopyFromBuffer(nint tensor, byte* data, nuint size);
    [LibraryImport(Library)] internal static partial int TfLiteTensorCopyToBuffer(nint tensor, byte* data, nuint size);
    [LibraryImport(Library)] internal static partial nint TfLiteXNNPackDelegateCreate(XnnPackOptions* options);
    [LibraryImport(Library)] internal static partial void TfLiteXNNPackDelegateDelete(nint @delegate);

    /// <summary>C's va_list is handed on as the pointer it is on every platform that the package has a library for.</summary>
    [LibraryImport("libc", EntryPoint = "vsnprintf")] internal static partial int FormatList(byte* text, nuint size, nint format, nint arguments);

    /// <summary>The first two fields are threads and flags (1 = QS8, 2 = QU8); the rest is room for those this version adds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct XnnPackOptions
    {
        internal int ThreadCount;
        internal uint Flags;
        internal fixed long Rest[6];
    }
}
