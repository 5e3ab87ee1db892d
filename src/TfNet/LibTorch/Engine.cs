using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tensorflow;

namespace TfNet.LibTorch;

/// <summary>
/// Finds and loads LibTorch once per process, before the first tensor: places in order (the folder named by
/// <c>tf.config.set_libtorch_path</c> or TFNET_LIBTORCH, the package's files beside the program), ABI version,
/// allocator settings, threads, CUDA. A failure is kept and thrown again, with every place looked at, at each use.
/// </summary>
internal static unsafe class Engine
{
    /// <summary>The ABI version that the dispatcher calls are written for: 2.10.</summary>
    internal const ulong AbiVersion = (2UL << 56) | (10UL << 48);

    internal const string PathVariable = "TFNET_LIBTORCH";

    private static readonly Lock s_gate = new();
    private static bool s_loaded;
    private static LibTorchException? s_failure;
    private static nint s_library;
    private static string? s_path;

    [ThreadStatic]
    private static bool t_gradModeOff;

    /// <summary>ABI version of the library in use, e.g. "2.10.0".</summary>
    internal static string Version { get; private set; } = "";

    /// <summary>Full path of the loaded libtorch_cpu.</summary>
    internal static string LoadedFrom { get; private set; } = "";

    /// <summary>Leave glibc's allocator and denormal numbers as they are: only for measuring what the settings gain.</summary>
    internal static bool StockSettings { get; set; }

    /// <summary>The folder to take LibTorch from; only before the first tensor.</summary>
    internal static string? LibraryFolder
    {
        get => s_path ?? Environment.GetEnvironmentVariable(PathVariable);
        set => s_path = s_loaded ? throw new InvalidArgumentError("libtorch path: it must be set before the first tensor is made; LibTorch is loaded from " + LoadedFrom) : value;
    }

    /// <summary>Call before any native call of a thread: loads the library, and switches LibTorch's own autograd off for this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Ensure()
    {
        if (!t_gradModeOff)
            EnterThread();
    }

    /// <summary>
    /// The runtime may look for a native function when it compiles the method that calls it, before that method's first line has run:
    /// the search for the library must then go our way already, or another LibTorch of the system would be taken.
    /// </summary>
#pragma warning disable CA2255 // It only registers a callback; nothing else runs that early.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RegisterResolver() => NativeLibrary.SetDllImportResolver(typeof(Engine).Assembly, static (name, _, _) => Resolve(name));

    private static nint Resolve(string name)
    {
        if (name != Native.Library)
            return 0;
        Open();
        return s_library;
    }

    private static void EnterThread()
    {
        Load();
        EnterLoaded();
    }

    private static void EnterLoaded()
    {
        Native.aoti_torch_grad_mode_set_enabled(false);
        t_gradModeOff = true;
    }

    internal static void Load()
    {
        if (s_loaded)
            return;
        lock (s_gate)
        {
            if (s_loaded)
                return;
            if (s_failure != null)
                throw s_failure;
            try
            {
                LoadOnce();
                s_loaded = true;
            }
            catch (LibTorchException e)
            {
                s_failure = e;
                t_gradModeOff = false;
                throw;
            }
        }
    }

    private static void LoadOnce()
    {
        Open();
        Start();
    }

    /// <summary>Loads the files; calls none of LibTorch's functions, so that the search for those may come here.</summary>
    private static void Open()
    {
        lock (s_gate)
        {
            if (s_library != 0)
                return;
            if (!StockSettings)
                HeapMemory.Keep();
            s_library = LoadLibrary();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Start()
    {
        ulong version = Native.aoti_torch_abi_version();
        Version = $"{version >> 56}.{(version >> 48) & 0xff}.{(version >> 40) & 0xff}";
        if (version < AbiVersion)
            throw new LibTorchException($"LibTorch at {LoadedFrom} is version {Version}; 2.10 or newer is needed. Name another folder in {PathVariable}.");
        DTypes.Load();
        int threads = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null ? Environment.ProcessorCount : 0;
        if (threads > 0)
            SetThreads(threads);
        if (!StockSettings)
            Denormals.Load(s_library, ThreadCount());
        GlobalContext.Load(s_library);
        Cuda.Load(Path.GetDirectoryName(LoadedFrom)!);
        EnterLoaded();
        OneDnnCaches.Repair(LoadedFrom);
    }

    internal static string FileName(string stem) =>
        OperatingSystem.IsWindows() ? stem + ".dll" : OperatingSystem.IsMacOS() ? $"lib{stem}.dylib" : $"lib{stem}.so";

    private static IEnumerable<string> Folders()
    {
        if (LibraryFolder is { Length: > 0 } named)
        {
            yield return Path.GetFullPath(named);
            yield return Path.Combine(Path.GetFullPath(named), "lib");
            yield break;
        }
        string beside = AppContext.BaseDirectory;
        string rid = RuntimeInformation.RuntimeIdentifier;
        yield return beside;
        yield return Path.Combine(beside, "runtimes", rid, "native");
        string generic = (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-")
            + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        if (generic != rid)
            yield return Path.Combine(beside, "runtimes", generic, "native");
    }

    private static nint LoadLibrary()
    {
        var looked = new StringBuilder();
        foreach (string folder in Folders())
        {
            string file = Path.Combine(folder, FileName("torch_cpu"));
            if (!File.Exists(file))
            {
                looked.Append("\n  ").Append(file).Append(": no such file");
                continue;
            }
            try
            {
                // Its dependencies carry RUNPATH $ORIGIN; libc10 first helps platforms where they do not.
                string c10 = Path.Combine(folder, FileName("c10"));
                if (File.Exists(c10))
                    NativeLibrary.Load(c10);
                nint library = NativeLibrary.Load(file);
                if (!NativeLibrary.TryGetExport(library, nameof(Native.torch_call_dispatcher), out _))
                    throw new LibTorchException($"LibTorch at {file} is older than 2.10, which is needed. Name another folder in {PathVariable}.");
                LoadedFrom = file;
                return library;
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                looked.Append("\n  ").Append(file).Append(": ").Append(e.Message.Split('\n')[0]);
            }
        }
        throw new LibTorchException(
            $"LibTorch could not be loaded ({RuntimeInformation.RuntimeIdentifier}). Looked at:{looked}\n"
            + "Reference the package libtorch-cpu for this platform, or name the folder of an installed LibTorch or PyTorch "
            + $"(.../site-packages/torch/lib) in the environment variable {PathVariable}.");
    }

    /// <summary>The number of threads LibTorch's operators use.</summary>
    internal static int Threads
    {
        get
        {
            Load();
            return ThreadCount();
        }
        set
        {
            Load();
            SetThreads(value);
        }
    }

    private static int ThreadCount()
    {
        uint n;
        Check(Native.torch_get_num_threads(&n), "torch_get_num_threads");
        return (int)n;
    }

    private static void SetThreads(int count)
    {
        if (NativeLibrary.TryGetExport(s_library, "_ZN2at15set_num_threadsEi", out nint set))
            ((delegate* unmanaged<int, void>)set)(count);
    }

    internal static void Check(int code, string what)
    {
        if (code != 0)
            ThrowNative(what);
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal static void ThrowNative(string what) => throw new LibTorchException(
        $"{what}: LibTorch refused the call; its reason stands on stderr. Arguments are checked before, so this is a defect of the library or a lack of memory.");
}
