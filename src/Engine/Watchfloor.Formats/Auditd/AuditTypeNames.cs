using System.Buffers.Text;
using System.Text;

namespace Watchfloor.Formats.Auditd;

/// <summary>
/// Record type names by number (linux/audit.h, libaudit.h), for records that reach syslog straight from the kernel: it writes numbers,
/// auditd writes names.
/// </summary>
internal static class AuditTypeNames
{
    private static readonly Dictionary<int, byte[]> Names = Read(
        """
        1006 LOGIN
        1100 USER_AUTH USER_ACCT USER_MGMT CRED_ACQ CRED_DISP USER_START USER_END USER_AVC USER_CHAUTHTOK USER_ERR CRED_REFR
        1111 USYS_CONFIG USER_LOGIN USER_LOGOUT ADD_USER DEL_USER ADD_GROUP DEL_GROUP DAC_CHECK CHGRP_ID TEST TRUSTED_APP
        1122 USER_SELINUX_ERR USER_CMD USER_TTY CHUSER_ID GRP_AUTH SYSTEM_BOOT SYSTEM_SHUTDOWN SYSTEM_RUNLEVEL SERVICE_START
        1131 SERVICE_STOP GRP_MGMT GRP_CHAUTHTOK MAC_CHECK ACCT_LOCK ACCT_UNLOCK USER_DEVICE SOFTWARE_UPDATE
        1200 DAEMON_START DAEMON_END DAEMON_ABORT DAEMON_CONFIG
        1300 SYSCALL FS_WATCH PATH IPC SOCKETCALL CONFIG_CHANGE SOCKADDR CWD
        1309 EXECVE
        1311 IPC_SET_PERM MQ_OPEN MQ_SENDRECV MQ_NOTIFY MQ_GETSETATTR KERNEL_OTHER FD_PAIR OBJ_PID TTY EOE BPRM_FCAPS CAPSET MMAP
        1324 NETFILTER_PKT NETFILTER_CFG SECCOMP PROCTITLE FEATURE_CHANGE REPLACE KERN_MODULE FANOTIFY TIME_INJOFFSET TIME_ADJNTPVAL
        1334 BPF EVENT_LISTENER URINGOP OPENAT2 DM_CTRL DM_EVENT
        1400 AVC SELINUX_ERR AVC_PATH MAC_POLICY_LOAD MAC_STATUS MAC_CONFIG_CHANGE
        1700 ANOM_PROMISCUOUS ANOM_ABEND ANOM_LINK ANOM_CREAT
        1800 INTEGRITY_DATA INTEGRITY_METADATA INTEGRITY_STATUS INTEGRITY_HASH INTEGRITY_PCR INTEGRITY_RULE
        """);

    /// <summary>The name for a type written as a number; empty for names and for numbers that are not known.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> type) =>
        Utf8Parser.TryParse(type, out int number, out var used) && used == type.Length && Names.TryGetValue(number, out var name)
            ? name
            : default(ReadOnlySpan<byte>);

    private static Dictionary<int, byte[]> Read(string table)
    {
        var names = new Dictionary<int, byte[]>();
        foreach (var row in table.Split('\n'))
        {
            var words = row.Split(' ');
            for (var i = 1; i < words.Length; i++)
                names.Add(int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture) + i - 1, Encoding.ASCII.GetBytes(words[i]));
        }

        return names;
    }
}
