/* Pieces of messages for the examples. The harness is f1/c1@h as a client, the device d1/c2@d as one. */
#ifndef SIPCONFORM_TESTS_INVARIANT_TEXT_H
#define SIPCONFORM_TESTS_INVARIANT_TEXT_H

#define V "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKa;rport\n"
#define VR "Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKa;rport=5070;received=127.0.0.1\n"
#define F "From: \"A\" <sip:a@h>;tag=f1\n"
#define T "To: <sip:u@h>\n"
#define TT "To: <sip:u@h>;tag=t1\n"
#define I "Call-ID: c1@h\n"
#define C "CSeq: 1 INVITE\n"
#define M "Max-Forwards: 70\n"
#define L "Content-Length: 0\n\n"
#define K "Contact: <sip:a@127.0.0.1:5070>\n"
#define REST F T I C M
/* a request of ours with further header fields, and a response to it */
#define INVITE(more) ">INVITE sip:u@h SIP/2.0\n" V REST K more L
#define REGISTER(more) ">REGISTER sip:h SIP/2.0\n" V F T I "CSeq: 1 REGISTER\n" M more L
#define ANSWER(mark, line, more) mark "SIP/2.0 " line "\n" V F TT I C more L
#define ACK(more) ">ACK sip:u@h SIP/2.0\n" V F TT I "CSeq: 1 ACK\n" M more L
/* what a device sends as a client, and our answer */
#define DV(branch) "Via: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK" branch "\n"
#define DF "From: <sip:d@h>;tag=d1\n"
#define DT "To: <sip:h@h>\n"
#define DTT "To: <sip:h@h>;tag=h1\n"
#define DI "Call-ID: c2@d\n"
#define DK "Contact: <sip:d@127.0.0.1:5080>\n"
#define DEVICE(mark, method, branch, to, cseq, more)                                                         \
    mark method " sip:h@h SIP/2.0\n" DV(branch) DF to DI "CSeq: " cseq " " method "\n" M more L
#define REPLY(line, branch, cseq, more) ">SIP/2.0 " line "\n" DV(branch) DF DTT DI "CSeq: " cseq "\n" more L
#define DINVITE DEVICE("<", "INVITE", "i1", DT, "1", DK)

/* in place of L: a session of one stream, and of two */
#define SDP1 "Content-Type: application/sdp\nContent-Length: 16\n\nv=0\nm=audio 1 x"
#define SDP2 "Content-Type: application/sdp\nContent-Length: 29\n\nv=0\nm=audio 1 x\nm=video 1 y"

#endif
