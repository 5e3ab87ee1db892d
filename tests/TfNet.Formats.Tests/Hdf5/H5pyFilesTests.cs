using System.Text.Json;
using TfNet.Formats.Hdf5;

namespace TfNet.Formats.Tests.Hdf5;

/// <summary>
/// Files that h5py makes on the spot, larger than the goldens: chunk indexes with pages, super blocks and several B-tree levels, half
/// written data, heaps with indirect blocks and large objects. The reader gives h5py's values.
/// </summary>
public sealed class H5pyFilesTests : IDisposable
{
    private const string MakeScript = """
        import h5py, numpy as np, os, sys
        folder = sys.argv[1]
        r = np.random.RandomState(1)
        def make(name, libver, shape, chunks, maxshape, part=None, **more):
            with h5py.File(os.path.join(folder, name + '.h5'), 'w', libver=libver) as f:
                a = (r.rand(*shape) * 1000).astype('<i4')
                d = f.create_dataset('x', shape=shape, dtype='<i4', chunks=chunks, maxshape=maxshape, fillvalue=-3, **more)
                if part is None:
                    d[...] = a
                else:
                    for p in part:
                        d[p] = a[p]
        S = np.s_
        for libver in ('earliest', 'latest'):
            for tag, more in (('', {}), ('_gzip', dict(compression='gzip', shuffle=True, fletcher32=True))):
                n = libver + tag
                make(n + '_fixed', libver, (70, 50), (1, 1), None, **more)
                make(n + '_fixed_part', libver, (70, 50), (1, 1), (90, 60), [S[1:3], S[60:61, 7:9]], **more)
                make(n + '_ext', libver, (5000,), (1,), (None,), **more)
                make(n + '_ext_part', libver, (9000,), (2,), (None,), [S[3:4], S[8000:8003]], **more)
                make(n + '_ext_second', libver, (6, 333, 5), (4, 2, 3), (8, None, 5), **more)
                make(n + '_two', libver, (60, 61), (1, 1), (None, None), **more)
                make(n + '_two_part', libver, (200, 200), (3, 5), (None, None), [S[7:9], S[150:151, 3:170]], **more)
                make(n + '_single', libver, (6, 7), (6, 7), None, **more)
                make(n + '_single_over', libver, (6, 7), (8, 9), (8, 9), **more)
        with h5py.File(os.path.join(folder, 'heap.h5'), 'w', libver='latest') as f:
            g = f.create_group('g')
            for i in range(3000):
                g.create_dataset('w%05d_' % i + 'n' * (i % 90), data=np.int32(i))
            d = f.create_dataset('d', data=np.int32(7))
            for i in range(300):
                d.attrs['a%03d' % i] = np.arange(i * 5, dtype='<i4')
            d.attrs['names'] = np.array([b'x' * 40] * 1500)
            f['committed'] = np.dtype('<f4')
            f.create_dataset('typed', data=np.ones(3, '<f4'), dtype=f['committed'])
        with h5py.File(os.path.join(folder, 'types.h5'), 'w') as f:
            for t in ('<f2', '>f2', '<f4', '>f4', '<f8', '>f8', '<i2', '>i2', '<u4', '>u4', '<i8', '>u8', '|i1', '|u1', '|b1'):
                a = (r.rand(2, 3) * 100).astype(t)
                f[t] = a
                f.attrs[t] = a
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("h5py").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [H5pyFact]
    public void The_reader_gives_h5pys_values()
    {
        H5py.RunScript(MakeScript, _folder);
        string[] files = Directory.GetFiles(_folder, "*.h5");
        Assert.Equal(38, files.Length);
        foreach ((string path, JsonElement dump) in files.Zip(H5py.Dump(files)))
        {
            using Hdf5File file = Hdf5File.Open(path);
            int compared = 0;
            foreach (JsonProperty expected in dump.EnumerateObject())
            {
                Hdf5Object o = file.Root.Open(expected.Name);
                Compare(o, expected.Value, path);
                compared += o is Hdf5Dataset ? 1 : 0;
            }
            Assert.True(compared > 0);
        }
    }

    private static void Compare(Hdf5Object o, JsonElement expected, string path)
    {
        if (o is Hdf5Dataset d)
        {
            Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64()), d.Shape);
            byte[] bytes = d.ReadBytes();
            if (expected.GetProperty("dtype").GetString()!.StartsWith('>'))
                Reverse(bytes, d.Type.ElementSize());
            Assert.True(expected.GetProperty("crc").GetString() == Crc32.Hex(bytes), $"{path}: values of {d.Path} differ");
        }
        foreach (JsonProperty attribute in expected.GetProperty("attrs").EnumerateObject())
        {
            if (attribute.Name == "names")
                Assert.Equal(attribute.Value.EnumerateArray().Select(v => v.GetString()), o.Attribute("names").ReadStrings());
            else
                Assert.Equal(Flat(attribute.Value), o.Attribute(attribute.Name).ReadDoubles());
        }
    }

    private static void Reverse(byte[] bytes, int size)
    {
        for (int i = 0; i < bytes.Length; i += size)
            Array.Reverse(bytes, i, size);
    }

    private static IEnumerable<double> Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Flat),
        JsonValueKind.True => [1],
        JsonValueKind.False => [0],
        _ => [value.GetDouble()],
    };
}
