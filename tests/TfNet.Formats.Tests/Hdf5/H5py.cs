using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>A fact that runs where Python with h5py is installed and is reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class H5pyFactAttribute : FactAttribute
{
    public H5pyFactAttribute()
    {
        if (!H5py.IsAvailable)
            Skip = "no h5py (python3 -c \"import h5py\" fails)";
    }
}

/// <summary>What h5py, and with it the HDF5 library, sees in a file.</summary>
public static class H5py
{
    private const string DumpScript = """
        import h5py, json, numpy, sys, zlib
        def text(v):
            return v.decode('utf8') if isinstance(v, bytes) else v
        def attrs(o):
            r = {}
            for k, v in o.attrs.items():
                if hasattr(v, 'tolist'):
                    v = v.tolist()
                r[k] = [text(x) for x in v] if isinstance(v, list) else text(v)
            return r
        def dump(path):
            with h5py.File(path, 'r') as f:
                out = {'/': {'attrs': attrs(f), 'names': list(f)}}
                def visit(name, o):
                    if isinstance(o, h5py.Datatype):
                        return
                    d = {'attrs': attrs(o)}
                    if isinstance(o, h5py.Dataset):
                        t = o.id.get_type()
                        if t.get_class() == h5py.h5t.OPAQUE:
                            a = numpy.empty(o.shape, 'V2')
                            o.id.read(h5py.h5s.ALL, h5py.h5s.ALL, a, mtype=t)
                            d.update(dtype='bfloat16')
                        else:
                            a = o[()]
                            d.update(dtype=str(o.dtype))
                        d.update(shape=list(o.shape), crc=format(zlib.crc32(a.tobytes()), '08x'))
                    else:
                        d['names'] = list(o)
                    out['/' + name] = d
                f.visititems(visit)
                return out
        print(json.dumps([dump(p) for p in sys.argv[1:]]))
        """;

    private static readonly Lazy<string?> s_python = new(Find);

    public static bool IsAvailable => s_python.Value is not null;

    /// <summary>Per path in the file: attributes, names of a group's children, or shape, dtype and crc32 of a data set.</summary>
    public static JsonElement Dump(string path) => Dump([path])[0];

    /// <summary>The same for several files with one start of Python.</summary>
    public static JsonElement[] Dump(string[] paths)
    {
        string output = Run(s_python.Value!, DumpScript, paths, out string error) ?? throw new InvalidDataException(error);
        return [.. JsonDocument.Parse(output).RootElement.Clone().EnumerateArray()];
    }

    /// <summary>Runs a script with one argument.</summary>
    public static void RunScript(string script, string argument) =>
        _ = Run(s_python.Value!, script, [argument], out string error) ?? throw new InvalidDataException(error);

    private static string? Find()
    {
        foreach (string python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                if (Run(python, "import h5py, numpy", [], out _) is not null)
                    return python;
            }
            catch (Win32Exception)
            {
                // No such program: the next candidate.
                continue;
            }
        }
        return null;
    }

    private static string? Run(string python, string script, string[] arguments, out string error)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in (string[])["-c", script, .. arguments])
            start.ArgumentList.Add(a);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error = errors.Result;
        return process.ExitCode == 0 ? output : null;
    }
}
